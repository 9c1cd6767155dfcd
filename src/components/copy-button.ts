import {el} from "./dom.js";

export interface CopyButtonOptions {
  label?: string;
  copy?: (text: string) => Promise<void>; // defaults to the clipboard
}

/** A button that copies text made when it is pressed, and says whether it could. */
export function CopyButton(
  text: () => string,
  {label = "Copy as CSV", copy = (text) => navigator.clipboard.writeText(text)}: CopyButtonOptions = {}
): HTMLButtonElement {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const button = el("button", {type: "button", class: "quiet", "aria-live": "polite", click: press}, label);

  async function press() {
    clearTimeout(timer);
    button.textContent = await copy(text()).then(
      () => "Copied",
      () => "Not copied: the browser forbids it"
    );
    timer = setTimeout(() => (button.textContent = label), 2000);
  }

  return button;
}
