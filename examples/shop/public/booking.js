// Counts down to the end of a hold, says when it is over, and waits for a payment that is on its way.

'use strict';

const POLL = 500;

function countDown(clock) {
  const left = Math.max(0, Math.ceil((Date.parse(clock.dataset.ends) - Date.now()) / 1000));
  clock.textContent = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}` : 'over';
  if (left) {
    setTimeout(countDown, 250, clock);
    return;
  }
  document.body.classList.add('over');
  document.querySelector('#pay')?.setAttribute('disabled', '');
}

// Shows what the page says when the webhook has come.
async function waitForPayment() {
  const response = await fetch(location.href);
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  if (!response.ok || page.querySelector('#waiting')) {
    setTimeout(waitForPayment, POLL);
    return;
  }
  document.querySelector('main').replaceWith(page.querySelector('main'));
}

const clock = document.querySelector('#clock');
if (clock) {
  countDown(clock);
}
if (document.querySelector('#waiting')) {
  waitForPayment();
}
