// Files of pictures: checked, stored in the folder SHOP_MEDIA, and made small.  The database has a row for each; see
// doc/how-to/media.md.

'use strict';

const fs = require('node:fs/promises');
const path = require('node:path');
const sharp = require('sharp');
const { office } = require('./clients');
const { Refusal } = require('./errors');

const FOLDER = process.env.SHOP_MEDIA;

// A small file may say that it is a picture larger than all memory, or thousands of them: each frame of an animation is
// decoded and encoded.  The seconds are for what takes long nevertheless.
const MOST_PIXELS = 40e6;
const MOST_PIXELS_OF_FRAMES = 10e6;
const MOST_FRAMES = 1000;
const MOST_SECONDS = 10;

// The longer side of a thumbnail, in pixels
const SMALL = 320;

// What the database allows, too, and what is no program: SVG is one.
const TYPES = { jpeg: 'image/jpeg', png: 'image/png', gif: 'image/gif', webp: 'image/webp' };

const open = (file, animated) => sharp(file, { animated, limitInputPixels: MOST_PIXELS }).timeout({ seconds: MOST_SECONDS });

// What a file says about itself.  This decodes nothing, so the limits are checked afterwards.
async function describe(bytes) {
  try {
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (cause) {
    throw new Refusal(400, 'This is not a picture that can be read.', { cause });
  }
}

function requireAllowed({ format, width, height, pages: frames = 1 }) {
  if (!Object.hasOwn(TYPES, format)) {
    throw new Refusal(400, 'Only pictures in the formats JPEG, PNG, GIF and WebP are taken.');
  }
  if (frames > MOST_FRAMES) {
    throw new Refusal(422, `The animation has ${frames} frames: at most ${MOST_FRAMES} are taken.`);
  }
  const most = frames === 1 ? MOST_PIXELS : MOST_PIXELS_OF_FRAMES;
  if (width * height * frames > most) {
    throw new Refusal(422, `The picture is too large: at most ${most / 1e6} million pixels are taken${frames === 1 ? '' : ', of all frames together'}.`);
  }
}

// The picture in a file, written anew: then it is one from the beginning to the end, and does not say where it was taken.
// What the browser says about the file does not count.
async function readPicture(bytes) {
  const description = await describe(bytes);
  requireAllowed(description);
  try {
    const { data, info } = await open(bytes, true).autoOrient().toBuffer({ resolveWithObject: true });
    return { data, mimeType: TYPES[description.format], width: info.width, height: info.pageHeight ?? info.height };
  } catch (cause) {
    // sharp's errors have no codes.
    throw cause.message.startsWith('timeout') ? new Refusal(422, 'The picture takes too long to read.', { cause })
      : new Refusal(400, 'This is not a picture that can be read.', { cause });
  }
}

// The file is there before others see the row.  A file without a row is nobody's, so it goes if that fails.  Once it is
// written only COMMIT can fail, and if the connection is lost then, the row may be there: the file stays.
async function storePicture(token, { name, bytes, ...row }) {
  const { data, ...picture } = await readPicture(bytes);
  let file;
  let written = false;
  try {
    await office.withSession(token, async (tx, person) => {
      const { filename } = await tx.mediaFile.create({ select: { filename: true },
        data: { ...picture, fileSize: data.length, originalFilename: name, uploadedBy: person.id, ...row } });
      file = path.join(FOLDER, filename);
      await fs.writeFile(file, data, { flag: 'wx' });
      written = true;
    }, { retry: false });
  } catch (error) {
    if (file && !written) {
      await fs.rm(file, { force: true });
    }
    throw error;
  }
}

// Of an animation, the first frame.  The name of a thumbnail follows from that of its file, so it does no harm if two make the same one.
async function makeThumbnail(session, { id, filename }) {
  const size = { width: SMALL, height: SMALL, fit: 'inside', withoutEnlargement: true };
  const small = await open(path.join(FOLDER, filename), false).resize(size).toBuffer();
  await fs.writeFile(path.join(FOLDER, 'small', filename), small);
  await session.mediaFile.update({ where: { id }, data: { thumbnailUrl: `/media/small/${filename}` } });
}

// Makes all thumbnails that are wanted, also those that were left behind by a crash.  One that cannot be made waits: the
// database gives it out again later, five times in all.
async function makeThumbnails(token) {
  const session = office.withSession(token);
  await fs.mkdir(path.join(FOLDER, 'small'), { recursive: true });
  let taken;
  do {
    taken = await session.$boh().takeThumbnails({ maxRows: 10 });
    for (const picture of taken) {
      await makeThumbnail(session, picture).catch(console.error);
    }
  } while (taken.length > 0);
}

module.exports = { storePicture, makeThumbnails };
