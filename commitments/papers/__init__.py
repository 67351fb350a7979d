"""Official papers (公文) as Word files: templates that an office can edit, filled with plain data."""
