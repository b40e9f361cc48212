# The static site of the documentation, made by "make site" with Sphinx, its Markdown
# parser MyST, and the theme Furo: Debian's packages, all three maintained.  Sphinx's
# search runs in the browser, from a file that is loaded like a script, so the site needs
# no server of its own and works from a folder.  Furo has a dark and a mobile view, and
# loads nothing from other hosts.

import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(__file__))

import diagrams
import furo_of_debian
import navigation
from pygments.lexers import PostgresLexer, TextLexer
from pygments.token import Keyword, String

root = os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..'))
with open(os.path.join(root, 'META.json'), encoding='utf-8') as file:
    meta = json.load(file)

project = 'boh'
version = release = meta['version']
copyright = meta['maintainer']
language = 'en'

extensions = ['myst_parser']
root_doc = 'doc/index'
include_patterns = ['doc/**', 'README.md', 'CHANGELOG.md', 'src/README.md', 'examples/README.md', 'clients/prisma/README.md']
exclude_patterns = ['doc/site', '**/node_modules']
myst_heading_anchors = 4
# Code blocks without a language are outputs.
highlight_language = 'none'

html_theme = 'furo'
html_title = f'boh {version}'
html_static_path = ['static']
html_css_files = ['boh.css']
html_additional_pages = {'index': 'start.html'}
templates_path = ['templates']
html_show_sourcelink = False
html_copy_source = False
html_show_copyright = False
# Without summaries the search reads no other file, so a browser allows it in a folder, too.
html_show_search_summary = False


class Psql(PostgresLexer):
    """SQL with commands of psql"""
    tokens = {**PostgresLexer.tokens, 'root': [(r'\\\w+', Keyword.Pseudo), (r'`[^`]*`', String.Backtick), *PostgresLexer.tokens['root']]}


def without_marks(text):
    """Leave out the comments for test/doc/sql.t, but not those that a block of code shows."""
    parts = re.split(r'^( *```\w*\n.*?^ *```\n)', text, flags=re.M | re.S)
    parts[::2] = [re.sub(r'^ *<!-- sql: .*?-->\n', '', part, flags=re.M | re.S) for part in parts[::2]]
    return ''.join(parts)


def plain_links(text, folder):
    """Leave only the words of links to what the site does not have: folders of the sources, and the notes of tests."""
    def plain(match):
        path = os.path.normpath(os.path.join(root, folder, match.group(2).split('#')[0]))
        missing = os.path.isdir(path) or os.path.relpath(path, root).startswith('test/') and path.endswith('.md')
        return match.group(1) if missing else match.group(0)

    return re.sub(r'\[([^][]+)\]\(([^()\s:#][^()\s:]*)\)', plain, text)


def prepare(app, page, source):
    """What the site shows of a page's Markdown."""
    text = plain_links(without_marks(source[0]), os.path.dirname(page))
    text = diagrams.draw(text)
    if page == root_doc:
        text += navigation.trees(text)
    source[0] = text


def setup(app):
    app.add_lexer('sql', Psql)
    app.add_lexer('prisma', TextLexer)
    app.connect('source-read', prepare)
    app.connect('build-finished', furo_of_debian.complete)
    return {'parallel_read_safe': True, 'parallel_write_safe': True}
