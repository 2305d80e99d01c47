"""The command line: flags in, one call of a workflow, an exit code out."""
