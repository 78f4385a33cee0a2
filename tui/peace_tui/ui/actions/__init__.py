"""What the reader can do: each module one kind of action, mixed into the main screen."""
