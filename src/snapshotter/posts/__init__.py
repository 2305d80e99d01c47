"""Reading posts: bytes in, citations in their context out.  Nothing here touches the network.

``intake`` says what a source is and opens it; ``readers`` (with ``markups``, ``feeds`` and ``streams``)
bring every format to a value of ``parts``; ``page``, ``address`` and ``context`` know pages, addresses
and the words around them; ``extract`` puts it together.
"""
