# Debian has taken Furo apart: its style sheet wants normalize.css from a path that only a web
# server of Debian has, and its script imports another one, which a browser allows in modules
# alone.  A site that stands by itself needs both whole.

import os
import shutil

NORMALIZE = '/javascript/normalize.css/normalize.css'
IMPORT = 'import Gumshoe from "./gumshoe-patched.js";\n'


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def write(path, text):
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def complete(app, error):
    if error:
        return
    styles = os.path.join(app.outdir, '_static', 'styles')
    sheet = read(os.path.join(styles, 'furo.css'))
    if NORMALIZE in sheet:
        shutil.copy('/usr/share' + NORMALIZE, styles)
        write(os.path.join(styles, 'furo.css'), sheet.replace(NORMALIZE, 'normalize.css'))

    scripts = os.path.join(app.outdir, '_static', 'scripts')
    script = read(os.path.join(scripts, 'furo.js'))
    if IMPORT in script:
        gumshoe = read(os.path.join(scripts, 'gumshoe-patched.js'))
        write(os.path.join(scripts, 'furo.js'), gumshoe + script.replace(IMPORT, ''))
