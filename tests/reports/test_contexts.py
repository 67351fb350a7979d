from __future__ import annotations

from reports.contexts import contexts

TEXT = "第一句说别的。窗口队伍不够稳定，离职率高于百分之十。" + "无关的话，" * 40 + "大厅窗口扩容。末句。"


def marked(words: list[str], most: int = 3) -> list[str]:
    found = contexts(TEXT, words, most)
    return ["".join(f"[{run.text}]" if run.hit else run.text for run in one.runs) for one in found]


def test_words_are_shown_in_their_sentence() -> None:
    assert marked(["离职率"]) == ["窗口队伍不够稳定，[离职率]高于百分之十。"]


def test_places_far_apart_are_shown_apart() -> None:
    first, second = marked(["窗口"])
    assert first == "[窗口]队伍不够稳定，离职率高于百分之十。"
    assert second.startswith("…")
    assert second.endswith("大厅[窗口]扩容。")


def test_near_words_are_shown_together() -> None:
    assert marked(["窗口", "离职率"], most=1) == ["[窗口]队伍不够稳定，[离职率]高于百分之十。"]


def test_the_stretch_with_more_of_the_words_goes_first() -> None:
    assert marked(["大厅", "扩容", "稳定"], most=1)[0].endswith("[大厅]窗口[扩容]。")


def test_a_place_leads_to_the_words_themselves() -> None:
    (found,) = contexts(TEXT, ["离职率"])
    assert TEXT[found.start : found.end] == "离职率"


def test_letters_are_found_in_either_case_and_shown_as_they_stand() -> None:
    (found,) = contexts("覆盖Wi-Fi网络", ["wi-fi"])
    assert [run.text for run in found.runs if run.hit] == ["Wi-Fi"]


def test_what_stands_nowhere_has_no_context() -> None:
    assert contexts(TEXT, ["鼋头"]) == []
    assert contexts("", ["窗口"]) == []
