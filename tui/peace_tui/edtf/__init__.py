"""Dates: EDTF values as half-open spans that can be compared, sorted and put into words."""
