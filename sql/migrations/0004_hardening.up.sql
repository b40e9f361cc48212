-- Rules that version 3 lacked, and what existing rows need to fit them.

