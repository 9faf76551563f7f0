"""The narrative of a report: its sentences, what is boilerplate, what an assessor would look at, how good it is.

- :mod:`.splitting`, :mod:`.boilerplate`, :mod:`.elements`: the sentences of the problems section, flag and reasons
- :mod:`.measures`: published measures, as pure functions; :mod:`.reference`: the collection that they compare with
- :mod:`.contents`, :mod:`.slips`, :mod:`.silences`, :mod:`.pairing`: findings that only this kind of report has
- :mod:`.quality`: the rubric
"""

from gipnlp.narrative.bodies import body
from gipnlp.narrative.boilerplate import NarrativeModels, read_sentences
from gipnlp.narrative.quality import Assessment, assess, load_rubric
from gipnlp.narrative.reference import Reference

__all__ = ["Assessment", "NarrativeModels", "Reference", "assess", "body", "load_rubric", "read_sentences"]
