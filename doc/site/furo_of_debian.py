# Debian has taken Furo apart: its style sheet wants normalize.css from a path that only a web
# server of Debian has, and its script imports another one, which a browser allows in modules
# alone.  A site that stands by itself needs both whole.  And the program with which Debian 12
# makes the style sheet loses the dark view of those whose system is dark.

import os
import re
import shutil

NORMALIZE = '/javascript/normalize.css/normalize.css'
IMPORT = 'import Gumshoe from "./gumshoe-patched.js";\n'


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def write(path, text):
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def with_dark_systems(sheet):
    """The rules of the dark view, also for a system that is dark, unless the reader has chosen the light view."""
    if 'prefers-color-scheme' in sheet:
        return sheet
    dark = re.search(r'^@media not print \{\n +body\[data-theme="dark"\] \{.*?\} \}\n', sheet, re.M | re.S)
    rules = dark.group().replace('body[data-theme="dark"]', 'body:not([data-theme="light"])')
    return f'{sheet[:dark.end()]}\n@media (prefers-color-scheme: dark) {{\n{rules}}}\n{sheet[dark.end():]}'


def complete(app, error):
    if error:
        return
    styles = os.path.join(app.outdir, '_static', 'styles')
    sheet = read(os.path.join(styles, 'furo.css'))
    if NORMALIZE in sheet:
        shutil.copy('/usr/share' + NORMALIZE, styles)
    write(os.path.join(styles, 'furo.css'), with_dark_systems(sheet.replace(NORMALIZE, 'normalize.css')))

    scripts = os.path.join(app.outdir, '_static', 'scripts')
    script = read(os.path.join(scripts, 'furo.js'))
    if IMPORT in script:
        gumshoe = read(os.path.join(scripts, 'gumshoe-patched.js'))
        write(os.path.join(scripts, 'furo.js'), gumshoe + script.replace(IMPORT, ''))
