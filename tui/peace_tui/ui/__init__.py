"""The explorer on the screen: the only rooms that know Textual."""
