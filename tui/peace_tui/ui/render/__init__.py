"""State into lines: pure functions that know neither color nor Textual's widgets."""
