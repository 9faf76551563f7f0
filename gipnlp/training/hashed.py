"""The scikit-learn pipeline that sections and sentences share: hashed tokens, TF-IDF, logistic regression."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import Pipeline

_SEED = 1


def hashed_pipeline(strength: float, places: int) -> Pipeline:
    """A classifier of texts whose features are divided by spaces.

    Args:
        strength: Inverse strength of the L2 penalty.
        places: Size of the hash: no vocabulary need be stored.
    """
    import numpy as np
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
    from sklearn.pipeline import Pipeline

    hashing = HashingVectorizer(
        analyzer="word",
        token_pattern=r"\S+",
        lowercase=False,
        n_features=places,
        alternate_sign=False,
        norm=None,
        dtype=np.float32,
    )
    tfidf = TfidfTransformer(sublinear_tf=True)
    return Pipeline([("hashing", hashing), ("tfidf", tfidf), ("logistic", logistic(strength))])


def logistic(strength: float) -> LogisticRegression:
    """The logistic regression of all of gipnlp's models; always the same for the same data."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=strength, max_iter=300, random_state=_SEED)
