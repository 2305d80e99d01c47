"""What has become of cited pages: asked for again, compared, judged, confirmed over time."""
