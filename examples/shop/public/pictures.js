// Lets an editor choose a picture, or upload one, without leaving the page.

'use strict';

const dialog = document.querySelector('#pictures');
const alertText = dialog.querySelector('[role=alert]');
let chosenFor;

function choose(field) {
  chosenFor = field;
  alertText.hidden = true;
  dialog.showModal();
}

for (const field of document.querySelectorAll('input[data-picture]')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Choose a picture';
  button.addEventListener('click', () => choose(field));
  field.after(button);
}

// The alternative text beside the address, if nobody has written one
function fillIn({ url, alt }) {
  const beside = chosenFor.form.elements[chosenFor.name.replace(/url$/, 'alt')];
  chosenFor.value = url;
  if (beside && beside !== chosenFor && beside.value === '') {
    beside.value = alt;
  }
  dialog.close();
}

dialog.querySelector('.pictures').addEventListener('click', ({ target }) => {
  const button = target.closest('button');
  if (button) {
    fillIn(button.dataset);
  }
});

async function pageAt(address, options) {
  const response = await fetch(address, options);
  return { ok: response.ok, page: new DOMParser().parseFromString(await response.text(), 'text/html') };
}

dialog.querySelector('#upload').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.target;
  const { ok, page } = await pageAt(form.action, { method: 'POST', body: new FormData(form) });
  alertText.hidden = ok;
  if (!ok) {
    alertText.textContent = page.querySelector('[role=alert]')?.textContent ?? 'The upload did not work.';
    return;
  }
  form.reset();
  const { page: editor } = await pageAt(location.href);
  dialog.querySelector('.pictures').replaceChildren(...editor.querySelector('#pictures .pictures').children);
});
