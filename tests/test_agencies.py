"""Agencies under one name."""

from __future__ import annotations

import pytest

from gipnlp.agencies import Agency, agency_of


@pytest.mark.parametrize(
    "names",
    [
        ["万东镇人民政府", "万东镇", " 万东镇 人民政府", "萬東鎮人民政府", "万东镇政府"],
        ["淮安市人民政府", "江苏省淮安市人民政府", "淮安市", "江苏省淮安市", "淮安市政府"],
        ["淮安市人民政府办公室", "淮安市政府办公室", "淮安市政府办", "江苏省淮安市人民政府办公室"],
        ["福建省人民政府办公厅", "福建省政府办公厅", "福建省政府办"],
        ["福州市鼓楼区人民政府", "福建省福州市鼓楼区", "福建省福州市鼓楼区人民政府"],
        ["淮安市国有资产监督管理委员会", "淮安市国资委", "淮安市人民政府国有资产监督管理委员会"],
        ["朱坝街道办事处", "朱坝街道", "朱坝街道办"],
        ["洪泽区朱坝街道办事处", "洪泽区人民政府朱坝街道办事处", "江苏省淮安市洪泽区朱坝街道"],
        ["平潭综合实验区管理委员会", "平潭综合实验区管委会", "平潭综合实验区"],
        ["浦东新区人民政府", "上海市浦东新区"],
    ],
)
def test_one_body_has_one_name(names: list[str]) -> None:
    assert {agency_of(name).name for name in names} == {names[0]}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("淮安市人民政府", "淮安市人民政府办公室"),
        ("鼓楼区人民政府", "福州市鼓楼区人民政府"),
        ("福州市鼓楼区人民政府", "徐州市鼓楼区人民政府"),
        ("万东镇人民政府", "洪泽区万东镇人民政府"),
        ("洪泽区教育局", "淮安市教育局"),
        ("国家税务总局平潭县税务局", "平潭县税务局"),
        ("朱坝街道办事处", "朱坝镇人民政府"),
        ("北京市朝阳区", "长春市朝阳区"),
        ("平潭县人民政府", "平潭综合实验区管理委员会"),
    ],
)
def test_two_bodies_have_two_names(one: str, other: str) -> None:
    assert agency_of(one).name != agency_of(other).name


@pytest.mark.parametrize(
    ("name", "agency"),
    [
        ("洪泽区政府", Agency("洪泽区人民政府", "county", "government", "江苏省", "淮安市", "洪泽区", "320813")),
        ("北京市", Agency("北京市人民政府", "province", "government", "北京市", None, None, "110000")),
        (
            "平潭县国土资源局",
            Agency("平潭县国土资源局", "county", "department", "福建省", "福州市", "平潭县", "350128"),
        ),
        (
            "昆山市锦溪镇",
            Agency("昆山市锦溪镇人民政府", "township", "government", "江苏省", "苏州市", "昆山市", "320583"),
        ),
        ("鼓楼区人民政府", Agency("鼓楼区人民政府", "county", "government")),
        ("青禾县人民政府", Agency("青禾县人民政府", "county", "government")),
        ("平潭综合实验区管委会", Agency("平潭综合实验区管理委员会", None, "government")),
        ("国家发展和改革委员会", Agency("国家发展和改革委员会", "national", "department")),
        ("教育部", Agency("教育部", None, "department")),
        ("政府", Agency("政府", None, "department")),
        ("", Agency(None)),
        (None, Agency(None)),
        (" \n", Agency(None)),
    ],
)
def test_level_and_place_are_what_the_name_tells(name: str | None, agency: Agency) -> None:
    assert agency_of(name) == agency


@pytest.mark.parametrize(
    "name", ["江苏省淮安市", "福州市鼓楼区", "万东镇", "洪泽区政府", "朱坝街道", "淮安市国资委", "上海市浦东新区"]
)
def test_a_settled_name_stays(name: str) -> None:
    settled = agency_of(name)
    assert agency_of(settled.name) == settled
