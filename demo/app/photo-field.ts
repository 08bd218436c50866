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
  /** Forgets what it was about to say or to take: the photo is another visit's from now on. */
  reset(): void;
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
  /** The choice that counts: what a later one, or another visit, has overtaken is dropped. */
  let preparing: Promise<void> | undefined;

  function choose({ target: input }: Event): void {
    if (!(input instanceof HTMLInputElement)) return;
    const file = input.files?.[0];
    // The form sends its own copy; an empty input can be given the same file again.
    input.value = '';
    if (!file) return;
    reset();
    const mine = shrinkPhoto(file).then((photo) => {
      if (preparing !== mine) return;
      preparing = undefined;
      take(photo);
    });
    preparing = mine;
    onChange();
  }

  function take(photo: Blob): void {
    if (photo.size <= maxPhotoBytes) {
      onPhoto(photo);
      return;
    }
    trouble = `This photo has ${formatBytes(photo.size)}, and ${formatBytes(maxPhotoBytes)} is the most.`;
    onChange();
  }

  function reset(): void {
    preparing = undefined;
    trouble = '';
  }

  function describe(photo: Blob | undefined): string {
    if (preparing) return 'Preparing the photo…';
    return trouble || (photo ? formatBytes(photo.size) : '');
  }

  function remove(event: Event): void {
    reset();
    const field = event.target instanceof Element ? event.target.closest('.field') : null;
    onPhoto(undefined);
    // The button is gone with the photo.
    field?.querySelector('input')?.focus();
  }

  function onUnreadable({ target: image }: Event): void {
    // One that was shown before may come to its end late.
    if (!(image instanceof HTMLImageElement) || image.src !== shown?.url) return;
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
    reset,
    close,
  };
}
