"""What has become of the cited pages, told: a page for people, and forms for programs."""
