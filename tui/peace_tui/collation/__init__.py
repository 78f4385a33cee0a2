"""What differs in words between the versions of a quote, and in records between two states of a dossier.

The versions of a quote go through these modules in order, each of which knows only those before it:

1. `tokens` divides each text into words, punctuation and the outlet's own marks. A word has a *key*, which it shares
   with the same word in another spelling.
2. `word_runs` matches two sequences of keys; `profile` does so for one text after the other, and so gives every word a
   column. Only keys and numbers are known there, no texts.
3. `alignment` makes the table of it: a row for each text, a column for each word or mark, and for each gap why it is
   one. The reading text, if it is compared too, is the last row; it helps to align, and is no witness.
4. `diff` reads one row against another, the *base*, from beginning to end, for what is drawn on the screen.
5. `differences` finds the *places* where two *sides* differ, whatever the base, of one kind each. A side is one or more
   rows, such as all passages of an outlet.
6. `entries` does so for any number of sides: places that overlap are one *entry*, with a *reading* for each wording.
7. `apparatus` says in words what outlets print differently, and what the reading text is composed from.

Alignment, base, entry and reading mean what they mean in CollateX, Juxta and the critical apparatus of TEI. `changes`
compares dossiers, and needs the others for the wording of quotes.
"""
