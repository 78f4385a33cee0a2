"""What keys do to what is in focus: a list, the chart or the matrix. Each answers with the next state; no Textual."""
