"""The small web of the ``demo`` command: loopback origins that keep exact logs, and their sites."""
