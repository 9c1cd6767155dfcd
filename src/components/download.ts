import {el} from "./dom.js";

export interface DownloadOptions {
  name: string; // of the file
  type: string; // media type
  about?: string; // names the button to those who cannot see what it stands beside
}

/** A button that makes a file when it is pressed, and says so if it could not. */
export function Download(
  label: string,
  make: () => Promise<string | Uint8Array | Blob> | string,
  {name, type, about}: DownloadOptions
): HTMLButtonElement {
  const button = el("button", {type: "button", class: "quiet", "aria-label": about, click: press}, label);

  async function press() {
    try {
      const url = URL.createObjectURL(new Blob([(await make()) as BlobPart], {type}));
      el("a", {href: url, download: name}).click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    } catch (error) {
      button.textContent = `Not made: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  return button;
}
