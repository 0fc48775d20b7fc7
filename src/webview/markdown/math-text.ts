// Formulas in a block that can no longer change: shows their source until the typesetting engine is here, and for good
// when the engine finds a mistake.
import type { FrameTask } from '../frame-work.ts';
import type { CodeTextPorts } from './code-text.ts';

/** The formulas of one block. */
export class MathText implements FrameTask {
  readonly #ports: CodeTextPorts;
  readonly #waiting: HTMLElement[];

  /** `formulas`: elements with their source as text and their TeX as `data-tex`. */
  constructor(formulas: readonly HTMLElement[], ports: CodeTextPorts) {
    this.#ports = ports;
    this.#waiting = [...formulas];
    ports.math.load(() => ports.work.request(this, 'ornament'));
  }

  /** Stops working on them, because they are no longer shown. */
  dispose(): void {
    this.#waiting.length = 0;
    this.#ports.work.cancel(this);
  }

  run(deadlineMs: number): boolean {
    const { engine } = this.#ports.math;
    while (engine !== undefined && this.#waiting.length > 0 && performance.now() < deadlineMs) {
      const formula = this.#waiting.shift();
      if (formula === undefined) break;
      const typeset = document.createElement('span');
      try {
        engine.typeset(formula.dataset['tex'] ?? '', typeset, formula.classList.contains('math-display'));
        formula.replaceChildren(...typeset.childNodes);
      } catch {
        formula.classList.add('math-mistake');
      }
    }
    return this.#waiting.length > 0;
  }
}
