"""Pictures of a gadget without a browser: the page's own scripts and styles in an embedded JavaScript engine."""
