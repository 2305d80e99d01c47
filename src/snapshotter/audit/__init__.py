"""What has become of cited pages: asked for again, held against their snapshots, and judged."""
