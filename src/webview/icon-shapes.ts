// Parley's own icons: 16 × 16 outlines drawn with a stroke, so that they take the colour of the text around them.

/** Path data by name. */
export const iconShapes = {
  add: 'M8 3v10M3 8h10',
  history: 'M2.8 6.2A5.5 5.5 0 1 1 2.5 8M2.5 3.2v3.2h3.2M8 5.2V8l2 1.6',
  send: 'M8 13V3.4M3.8 7.4 8 3.2l4.2 4.2',
  stop: 'M4.5 4.5h7v7h-7z',
  copy: 'M5.5 5.5h7.5v7.5H5.5zM3 10.5V3h7.5',
  check: 'M3 8.6 6.4 12 13 4.6',
  insert: 'M3 3v10M13 8H6M9 5 6 8l3 3',
  regenerate: 'M13 3v3.4H9.6M12.8 6.2A5.2 5.2 0 1 0 13.2 9',
  askOther: 'M6.8 2.8 11 5v4.6l-4.2 2.2L2.6 9.6V5zM2.6 5l4.2 2.2L11 5M6.8 7.2v4.6M12.4 10.4v4M10.4 12.4h4',
  previous: 'M10 3.5 5.5 8l4.5 4.5',
  next: 'M6 3.5 10.5 8 6 12.5',
  down: 'M8 3v9.6M3.8 8.6 8 12.8l4.2-4.2',
  unfold: 'M3.5 6 8 10.5 12.5 6',
  close: 'M4 4l8 8M12 4l-8 8',
  edit: 'M3 13l.6-2.8 7.2-7.2 2.2 2.2-7.2 7.2z',
  file: 'M4 2.5h5.2L12 5.3v8.2H4zM9 2.5v3h3',
  error: 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 5v3.6M8 10.6v.6',
  warning: 'M8 2.6 14 13.2H2zM8 6.4v3.2M8 11.2v.6',
  info: 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 7.4V11M8 4.9v.6',
  wait: 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 4.8V8l2.2 1.6',
  tool: 'M9.6 6.4 3 13M9.2 3.4a3.2 3.2 0 0 0 3.9 4.1l-1-1.9 1.4-1.6-1.6-.9a3.2 3.2 0 0 0-2.7.3z',
  terminal: 'M2 3.5h12v9H2zM4.6 6.2 6.8 8.1 4.6 10M8.4 10.2h3',
  denied: 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM3.9 12.1l8.2-8.2',
  question:
    'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM6.3 6.5a1.7 1.7 0 1 1 2.6 1.4c-.6.4-.9.7-.9 1.4M8 11v.4',
  pause: 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM6.6 5.8v4.4M9.4 5.8v4.4',
  changes: 'M8 2.6v6M5 5.6h6M5 12.4h6',
  undo: 'M5.8 3.4 2.8 6.4l3 3M2.8 6.4h6.9a3.3 3.3 0 0 1 0 6.6H6.4',
  review:
    'M1.8 8S4 3.8 8 3.8 14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8zM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z',
  model: 'M8 2.4 13 5.2v5.6l-5 2.8-5-2.8V5.2zM3 5.2l5 2.8 5-2.8M8 8v5.6',
  selection: 'M2.5 4h11M2.5 8h6M2.5 12h8',
  pin: 'M6 2.5h4l.6 4.5 2.4 2v1.5H3V9l2.4-2zM8 10.5v3.5',
  trash: 'M3 4.5h10M6 4.5V3h4v1.5M4.3 4.5l.6 8.5h6.2l.6-8.5M6.8 7v3.8M9.2 7v3.8',
  resume: 'M5 3.4v9.2l7.4-4.6z',
  quote: 'M3 4.5h3.5V8q0 3-3 3.8M9.5 4.5H13V8q0 3-3 3.8',
  fork: 'M4.5 5.2v5.6M4.5 7.5h4.8a2.2 2.2 0 0 0 2.2-2.3M4.5 5.2a1.3 1.3 0 1 0 0-2.6 1.3 1.3 0 0 0 0 2.6zM4.5 13.4a1.3 1.3 0 1 0 0-2.6 1.3 1.3 0 0 0 0 2.6zM11.5 5.2a1.3 1.3 0 1 0 0-2.6 1.3 1.3 0 0 0 0 2.6z',
  keyboard: 'M2 4.5h12v7H2zM4.5 7h.6M7.7 7h.6M10.9 7h.6M5 9.3h6',
} as const;

/** Names of the icons. */
export type IconName = keyof typeof iconShapes;
