"""Pages by task. Who may open which: `access`. The frame, its middleware and the shapes that templates draw."""
