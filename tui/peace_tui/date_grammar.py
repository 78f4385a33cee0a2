"""What an EDTF date says: its text to points, intervals and sets, before any time zone is applied.

The grammar is EDTF (ISO 8601-2:2019 in the profile of the Library of Congress, https://www.loc.gov/standards/datetime/)
levels 0 and 1, the level-2 form `[one of a set]`, and from ISO 8601-1 clock times to the hour or minute.
"""


from peace_tui.date_points import Point

LONGEST = 500
"""Longest date that is read, in characters: a set may be long, anything beyond is an accident."""

type_of_end = Point | None
