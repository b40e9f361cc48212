// Requests that change something come from pages of the shop alone (CSRF).  The cookie's SameSite is not enough: another
// port or subdomain is the same site.

'use strict';

const { Refusal } = require('./errors');

const SAFE = ['GET', 'HEAD', 'OPTIONS'];

// Browsers say where a page comes from, and pages cannot change that: in Sec-Fetch-Site to HTTPS and to this computer, in
// Origin with each request that changes something.  A request with neither comes from no browser that is known to be safe.
function isOwn(request) {
  const site = request.get('sec-fetch-site');
  return site === undefined ? request.get('origin') === request.app.get('address') : site === 'same-origin' || site === 'none';
}

function checkOrigin(request, response, next) {
  if (!SAFE.includes(request.method) && !isOwn(request)) {
    throw new Refusal(403, 'This was not sent from a page of the shop, so nothing was done.');
  }
  next();
}

module.exports = { checkOrigin };
