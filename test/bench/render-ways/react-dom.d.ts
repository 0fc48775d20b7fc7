// The two functions of react-dom that the benchmark uses; the package brings no types of its own.
declare module 'react-dom' {
  export function flushSync<T>(run: () => T): T;
}
declare module 'react-dom/client' {
  import type { ReactNode } from 'react';
  export function createRoot(container: Element): { render(node: ReactNode): void };
}
