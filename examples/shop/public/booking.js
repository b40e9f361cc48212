// Counts down to the end of the hold, and says when it is over.

'use strict';

const clock = document.querySelector('#clock');
const ends = Date.parse(clock.dataset.ends);

function tick() {
  const left = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
  clock.textContent = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}` : 'over';
  if (left) {
    setTimeout(tick, 250);
    return;
  }
  document.body.classList.add('over');
  document.querySelector('#pay').disabled = true;
}

tick();
