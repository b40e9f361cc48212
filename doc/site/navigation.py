# The tree of pages at the side, from the headings and links of doc/index.md: the index
# stays the only list of pages.  Sphinx warns of a page that is in no tree.

import re

# Pages outside of doc/ that are on the site because pages link to them
others = ['/README', '/CHANGELOG', '/src/README', '/examples/README', '/clients/prisma/README']


def tree(caption, entries):
    lines = ['```{toctree}', ':hidden:', f':caption: "{caption}"', '', *entries, '```']
    return '\n' + '\n'.join(lines) + '\n'


def trees(text):
    groups = []
    for line in text.split('\n'):
        heading = re.match(r'(##+) (.*)$', line)
        page = re.match(r'- \[(.*)\]\((.*)\.md\)$', line)
        if heading and heading.group(1) == '##':
            kind = heading.group(2)
            groups.append((kind, []))
        elif heading:
            groups.append((f'{kind}: {heading.group(2)}', []))
        elif page:
            groups[-1][1].append(f'{page.group(1)} <{page.group(2)}>')
    groups.append(('More', others))
    return ''.join(tree(caption, entries) for caption, entries in groups if entries)
