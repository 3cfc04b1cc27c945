"""Latent Dirichlet allocation: the topics behind generated texts are found again, by collapsed Gibbs sampling.

SPDX-License-Identifier: BSL-1.0
"""

import numpy as np
from _report import compare, expect, options


def sample(documents, words, draws, n_documents, n_words, n_topics, alpha, beta):
    """Counts of words in topics after as many rounds over all tokens as `draws` has rows.

    documents, words: of each token. draws: a number in [0, 1) for each round and token.
    """
    tokens = len(words)
    topics = np.arange(tokens) % n_topics
    in_document = np.zeros((n_documents, n_topics))
    in_topic = np.zeros((n_topics, n_words))
    totals = np.zeros(n_topics)
    for t in range(tokens):
        in_document[documents[t], topics[t]] += 1
        in_topic[topics[t], words[t]] += 1
        totals[topics[t]] += 1
    weights = np.zeros(n_topics)
    for step in range(len(draws)):
        for t in range(tokens):
            d, w, old = documents[t], words[t], topics[t]
            in_document[d, old] -= 1
            in_topic[old, w] -= 1
            totals[old] -= 1
            total = 0.0
            for k in range(n_topics):
                total += (in_document[d, k] + alpha) * (in_topic[k, w] + beta) / (totals[k] + beta * n_words)
                weights[k] = total
            new = 0
            while weights[new] < draws[step, t] * total:
                new += 1
            topics[t] = new
            in_document[d, new] += 1
            in_topic[new, w] += 1
            totals[new] += 1
    return in_topic


def generated(n_documents, length, n_topics, words_of_topic):
    """Texts whose topics have words of their own: document and word of each token."""
    rng = np.random.default_rng(0)
    documents = np.repeat(np.arange(n_documents), length)
    mixtures = rng.dirichlet(np.full(n_topics, 0.2), n_documents)
    topics = np.array([rng.choice(n_topics, p=mixtures[d]) for d in documents])
    return documents, topics * words_of_topic + rng.integers(0, words_of_topic, len(documents))


def main():
    chosen = options(__doc__.splitlines()[0])
    n_documents, rounds = (40, 40) if chosen.small else (100, 60)
    n_topics, words_of_topic = 4, 10
    documents, words = generated(n_documents, 50, n_topics, words_of_topic)
    draws = np.random.default_rng(1).random((rounds, len(words)))
    n_words = n_topics * words_of_topic

    title = f"{n_documents} texts of 50 words, {n_topics} topics, {rounds} rounds"
    given = (documents, words, draws, n_documents, n_words, n_topics, 0.2, 0.05)
    in_topic = compare(title, sample, given, chosen.runs, 0)
    planted = in_topic.reshape(n_topics, n_topics, words_of_topic).sum(axis=2)
    expect("words in the topic that they were planted in", planted.max(axis=1).sum() / planted.sum(), at_least=0.9)


if __name__ == "__main__":
    main()
