"""Turn what a source or a curator wrote into one value, or say why that can't be done.

Each module knows one kind of value and works on one raw string at a time:

* :mod:`~datapackage.normalise.matching`: the key under which names match;
* :mod:`~datapackage.normalise.dates`: days, months and years in the words of any language
  (:mod:`~datapackage.normalise.calendar_words`), ISO 8601 and plain numbers;
* :mod:`~datapackage.normalise.periods`: periods, with any dash or the words between the ends;
* :mod:`~datapackage.normalise.names`: names and aliases of a register to its ids.

Nothing here guesses. A value that reads two ways, or not at all, raises
:class:`~datapackage.text.NotNormalised`, which carries the parts of a message that
a curator understands; no other exception comes out for any text.
"""
