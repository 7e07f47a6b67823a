"""One module for each page; each has a layout and wires its own callbacks."""
