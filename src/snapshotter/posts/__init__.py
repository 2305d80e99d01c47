"""Reading posts: bytes in, citations in their context out.  Nothing here touches the network.

``sources`` reads files and standard input; ``extract`` turns what was read into a ``CitedPost``;
``shell`` says whether a page must be rendered first.
"""
