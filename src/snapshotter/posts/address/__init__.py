"""What addresses mean: those in running text, archived copies, redirectors."""
