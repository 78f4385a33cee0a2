"""What a saved article says: its paragraphs, the words between quotation marks, and who is said to have spoken them."""
