// The view library as Parley uses it: Preact, its hooks and its signals. No other file imports those packages,
// so that what the view may lean on is visible in one place.
export { createContext, render } from 'preact';
export type { ComponentChildren, RefObject, VNode } from 'preact';
export {
  useCallback,
  useContext,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'preact/hooks';
export { batch, computed, effect, signal } from '@preact/signals';
export type { ReadonlySignal, Signal } from '@preact/signals';
