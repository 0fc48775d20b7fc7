// The menu behind “More actions” of a code block: its actions that have no room as buttons, in words. It lives in the page
// only while it is open; choosing an entry presses the button it stands for.
import { strings } from '../strings.ts';
import { iconElement } from './code-block.ts';
import { codeActionsFor, menuActions } from './code-actions.ts';

/** Opens the menu of the block that `opener`, its “More actions” button, belongs to. A click anywhere else closes it. */
export function openCodeMenu(opener: HTMLElement): void {
  // The click on its own button has closed it.
  if (opener.getAttribute('aria-expanded') === 'true') return;
  const block = opener.closest<HTMLElement>('.code-block');
  if (block === null) return;
  const menu = document.createElement('div');
  menu.className = 'code-menu';
  menu.setAttribute('role', 'menu');
  menu.setAttribute('aria-label', strings.code.more);
  // In the browser's top layer: nothing cuts it off, and a click elsewhere closes it.
  menu.popover = 'auto';
  for (const { action, label, icon } of codeActionsFor(block.dataset['language'] ?? '')) {
    const button = block.querySelector<HTMLElement>(`[data-action="${action}"]`);
    if (!menuActions.has(action) || button === null) continue;
    menu.append(
      entryOf(label, iconElement(icon), button.getAttribute('aria-pressed'), () => {
        close(menu, opener);
        button.click();
      }),
    );
  }
  menu.addEventListener('keydown', (event) => moveInMenu(event, menu, opener));
  // Told a moment after it was closed; by then a key may have opened the next one.
  menu.addEventListener('toggle', (event) => {
    if (event.newState !== 'closed') return;
    menu.remove();
    if (document.querySelector('.code-menu') === null) opener.setAttribute('aria-expanded', 'false');
  });
  (opener.closest('main') ?? document.body).append(menu);
  menu.showPopover();
  opener.setAttribute('aria-expanded', 'true');
  place(menu, opener);
  entries(menu)[0]?.focus();
}

/** By a key or a choice, not by a click elsewhere: the next key may open it again. */
function close(menu: HTMLElement, opener: HTMLElement): void {
  menu.hidePopover();
  menu.remove();
  opener.setAttribute('aria-expanded', 'false');
  opener.focus();
}

function entryOf(
  label: string,
  icon: SVGElement,
  pressed: string | null,
  choose: () => void,
): HTMLButtonElement {
  const entry = document.createElement('button');
  entry.type = 'button';
  entry.className = 'code-menu-entry';
  entry.tabIndex = -1;
  entry.setAttribute('role', pressed === null ? 'menuitem' : 'menuitemcheckbox');
  if (pressed !== null) entry.setAttribute('aria-checked', pressed);
  entry.append(icon, label);
  entry.addEventListener('click', choose);
  return entry;
}

function entries(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('.code-menu-entry')];
}

// The keys of a menu (ARIA Authoring Practices, "Menu Button").
function moveInMenu(event: KeyboardEvent, menu: HTMLElement, opener: HTMLElement): void {
  const all = entries(menu);
  const at = all.findIndex((entry) => entry === document.activeElement);
  const next = {
    ArrowDown: (at + 1) % all.length,
    ArrowUp: (at - 1 + all.length) % all.length,
    Home: 0,
    End: all.length - 1,
  }[event.key];
  if (next !== undefined) {
    event.preventDefault();
    all[next]?.focus();
  } else if (event.key === 'Escape' || event.key === 'Tab') {
    // Escape closes the menu and does not stop the answer.
    event.preventDefault();
    event.stopPropagation();
    close(menu, opener);
  }
}

/** Below its button and within the panel; above it where there is no room below. */
function place(menu: HTMLElement, opener: HTMLElement): void {
  const button = opener.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const left = Math.max(4, Math.min(button.right - width, innerWidth - width - 4));
  const isBelow = button.bottom + height + 4 <= innerHeight;
  menu.style.left = `${left}px`;
  menu.style.top = `${isBelow ? button.bottom + 2 : Math.max(4, button.top - height - 2)}px`;
}
