# Diagrams in the language of Mermaid, which forges draw by themselves, as SVG by Graphviz:
# Mermaid would need a browser, or a script of another host.  Known are the two kinds that
# the pages have: states, and entities.

import re
import subprocess


def states(lines):
    edges, names = [], set()
    for line in lines:
        match = re.match(r'\s*(\S+) --> (\S+)(?: : (.*))?$', line)
        if not match:
            continue
        source, target, label = match.groups()
        edges.append(f'"{source}" -> "{target}" [label="{label or ""}"]')
        names |= {source, target} - {'[*]'}
    boxes = [f'"{name}" [shape=box style=rounded]' for name in sorted(names)]
    return ['rankdir=LR', '"[*]" [shape=point width=0.15]', *boxes, *edges]


def entities(lines):
    """Who refers to whom; the columns are in the tables below, to which the boxes lead."""
    edges, names = [], set()
    for line in lines:
        match = re.match(r'\s*(\w+) (\S+)--o\{ (\w+) : "(.*)"$', line)
        if not match:
            continue
        parent, required, child, column = match.groups()
        tail = 'teetee' if required == '||' else 'teeodot'
        edges.append(f'{parent} -> {child} [dir=both arrowtail={tail} arrowhead=crowodot edgetooltip="{column}"]')
        names |= {parent, child}
    boxes = [f'{name} [shape=box URL="#{name.replace("_", "-")}"]' for name in sorted(names)]
    return ['rankdir=LR', 'nodesep=0.15', *boxes, *edges]


def svg(source):
    lines = source.split('\n')
    body = (states if lines[0].startswith('stateDiagram') else entities)(lines[1:])
    graph = 'digraph { bgcolor=transparent node [fontname="sans-serif" fontsize=11] edge [fontname="sans-serif" fontsize=10]\n'
    drawn = subprocess.run(['dot', '-Tsvg'], input=graph + '\n'.join(body) + '}', capture_output=True, text=True, check=True).stdout
    drawn = drawn[drawn.index('<svg'):]
    drawn = re.sub(r'(stroke|fill)="black"', r'\1="currentColor"', drawn)
    drawn = re.sub(r'<text ', '<text fill="currentColor" ', drawn)
    # An empty line would end the block of HTML in Markdown.
    return '<div class="diagram">' + re.sub(r'\n+', '\n', drawn).strip() + '</div>'


def draw(text):
    return re.sub(r'^```mermaid\n(.*?)\n```$', lambda match: svg(match.group(1)), text, flags=re.M | re.S)
