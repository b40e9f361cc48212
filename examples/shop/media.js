// Pictures for pages: all that there are, a form to upload more, and a dialog to choose one in the editor.

'use strict';

const express = require('express');
const multer = require('multer');
const { html, layout, more } = require('./html');
const { texts } = require('./input');
const { storePicture, makeThumbnails } = require('./pictures');
const { Refusal } = require('./errors');

// What an upload may take in memory.  How large a file may be, the database says: media.max_file_size.
const upload = multer({ storage: multer.memoryStorage(), defParamCharset: 'utf8', limits: { fileSize: 20 * 2 ** 20, files: 1, parts: 5 } });

// Of the media library
const FOLDER = 'pages';

const router = express.Router();

const listPictures = (session, options) => session.$boh().listMedia({ filters: { folder: FOLDER, mime_type: 'image/' }, ...options });

function thumbnail({ url, thumbnail_url: small, alt_text: alt }) {
  return html`<img src="${small ?? url}" alt="${alt}" loading="lazy">`;
}

const usesOf = ({ uses }) => ['not used', 'used once'][uses] ?? `used ${uses} times`;

const uploadForm = html`
  <form method="post" action="/editor/media" enctype="multipart/form-data" class="fields" id="upload">
    <label>Picture <input name="picture" type="file" accept="image/jpeg,image/png,image/gif,image/webp" required></label>
    <label>Alternative text <input name="alt" maxlength="1000"></label>
    <button>Upload</button>
  </form>`;

// For fields with the attribute data-picture.  Without scripts, they have a list of addresses.
function pictureDialog(pictures) {
  return html`
    <datalist id="picture-urls">${pictures.map(({ url, original_filename: name }) => html`<option value="${url}">${name}</option>`)}</datalist>
    <dialog id="pictures" aria-label="Choose a picture">
      <p role="alert" hidden></p>
      <div class="pictures">${pictures.map((picture) => html`
        <button type="button" data-url="${picture.url}" data-alt="${picture.alt_text}">${thumbnail(picture)}</button>`)}</div>
      ${uploadForm}
      <form method="dialog"><button>Close</button></form>
    </dialog>
    <script src="/pictures.js"></script>`;
}

router.get('/', async (request, response) => {
  const { rows, next_cursor: next } = await listPictures(request.office, { pageSize: 24, cursor: request.query.cursor });
  response.send(layout({ title: 'Pictures', person: request.person }, html`
    ${uploadForm}
    <ul class="pictures">${rows.map((picture) => html`<li><figure>
      <a href="${picture.url}">${thumbnail(picture)}</a>
      <figcaption>${picture.original_filename}, ${picture.width} × ${picture.height}, ${usesOf(picture)}</figcaption></figure>
      <form method="post" action="/editor/media/${picture.id}/delete"><button>Delete</button></form></li>`)}</ul>
    ${more('/editor/media', next)}`));
});

function readUpload(request, response, next) {
  upload.single('picture')(request, response, (error) => {
    // What reads the form throws errors without a class of their own.
    next(error && !(error instanceof multer.MulterError) ? new Refusal(400, 'The form cannot be read.', { cause: error }) : error);
  });
}

router.post('/', readUpload, async (request, response) => {
  if (!request.file) {
    throw new Refusal(400, 'Choose a file.');
  }
  const { name, alt } = texts({ ...request.body, name: request.file.originalname });
  await storePicture(request.token, { name: name.slice(0, 500), bytes: request.file.buffer, folder: FOLDER, altText: alt || null });
  await makeThumbnails(request.token);
  response.redirect(303, '/editor/media');
});

// Into the bin: the database refuses it for a picture that a page shows.
router.post('/:id/delete', async (request, response) => {
  await request.office.mediaFile.update({ where: { id: request.params.id }, data: { deletedAt: new Date() } });
  response.redirect(303, '/editor/media');
});

module.exports = { router, listPictures, pictureDialog };
