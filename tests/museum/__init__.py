"""The museum: a loopback web of awkward pages whose origins log every byte they receive and send.

* :mod:`tests.museum.torture` - :class:`Museum`: the torture page over HTTP/1.1, TLS with HTTP/1.1 and
  HTTP/2, and single rooms (endless, slow, hanging pages, large downloads).
* :mod:`tests.museum.exhibits` - the quiet resources of the torture page.
* :mod:`tests.museum.oddities` - its awkward answers; :mod:`tests.museum.raw` - those awkward to the byte.
* :mod:`tests.museum.compare` - holds a recording against the origins' log.
"""
