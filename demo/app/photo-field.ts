import { html, nothing, type TemplateResult } from 'lit-html';
import { maxPhotoBytes } from '../shared/visit.js';
import { fieldProblem } from './field-problem.js';
import { formatBytes } from './format.js';
import { shrinkPhoto } from './shrink-photo.js';

/** The part of a form that chooses a photo and shows it. */
export interface PhotoField {
  view(photo: Blob | undefined, problem: string | undefined): TemplateResult;
  /** Resolves once the photo that was chosen last is at hand: a large one takes a moment. */
  ready(): Promise<void>;
  /** Gives the preview's memory back. */
  close(): void;
}

/** `onPhoto` hears of every choice; `undefined` when it is taken back. */
export function createPhotoField(
  onPhoto: (photo: Blob | undefined) => void,
  onChange: () => void,
): PhotoField {
  let shown: { readonly photo: Blob; readonly url: string } | undefined;
  let trouble = '';
  let preparing: Promise<void> | undefined;

  function choose({ target: input }: Event): void {
    if (!(input instanceof HTMLInputElement)) return;
    const file = input.files?.[0];
    // The form sends its own copy; an empty input can be given the same file again.
    input.value = '';
    if (!file) return;
    const mine = prepare(file).finally(() => {
      if (preparing === mine) preparing = undefined;
      onChange();
    });
    preparing = mine;
    onChange();
  }

  async function prepare(file: File): Promise<void> {
    const photo = await shrinkPhoto(file);
    const isTooLarge = photo.size > maxPhotoBytes;
    trouble = isTooLarge
      ? `This photo has ${formatBytes(photo.size)}, and ${formatBytes(maxPhotoBytes)} is the most.`
      : '';
    if (!isTooLarge) onPhoto(photo);
  }

  function describe(photo: Blob | undefined): string {
    if (preparing) return 'Preparing the photo…';
    return trouble || (photo ? formatBytes(photo.size) : '');
  }

  function remove(event: Event): void {
    trouble = '';
    const field = event.target instanceof Element ? event.target.closest('.field') : null;
    onPhoto(undefined);
    // The button is gone with the photo.
    field?.querySelector('input')?.focus();
  }

  function onUnreadable(): void {
    trouble = 'This browser cannot show the file. The journal takes JPEG, PNG, GIF, WebP and AVIF.';
    onChange();
  }

  function preview(photo: Blob): string {
    if (shown?.photo === photo) return shown.url;
    close();
    shown = { photo, url: URL.createObjectURL(photo) };
    return shown.url;
  }

  function close(): void {
    if (shown) URL.revokeObjectURL(shown.url);
    shown = undefined;
  }

  return {
    view: (photo, problem) =>
      html`<div class="field">
        <span>Photo <span class="fine">(optional)</span></span>
        ${
          photo
            ? html`<img
                class="photo"
                src=${preview(photo)}
                alt="The photo of this visit"
                @error=${onUnreadable}
              />`
            : nothing
        }
        <div class="actions">
          <label class="button photo-button">
            <input
              class="visually-hidden"
              type="file"
              accept="image/*"
              aria-describedby="photo-note"
              @change=${choose}
            />
            ${photo ? 'Choose another photo' : 'Choose a photo'}
          </label>
          ${
            photo
              ? html`<button class="button quiet" type="button" @click=${remove}>
                  Remove the photo
                </button>`
              : nothing
          }
        </div>
        <p class="fine" id="photo-note" role="status">${describe(photo)}</p>
        ${fieldProblem('photo', problem)}
      </div>`,
    ready: async () => preparing,
    close,
  };
}
