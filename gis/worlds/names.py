"""Names: communities, estates, streets. All invented but for those the source document mentions."""

import numpy as np

NAMED_COMMUNITIES = ("茶花社区", "合建社区", "光明社区", "五园湾社区")
OTHER_COMMUNITIES = (
    "江湾社区", "石坪社区", "黄葛社区", "望江社区", "红砖社区", "渡口社区", "青枫社区", "桥南社区", "梨树社区",
    "老街社区", "金竹社区", "滨河社区", "纺苑社区", "书院社区", "云岭社区", "新桥社区",
)  # fmt: skip
VILLAGES = ("青杠村", "石龙村", "桂花坪村")
ROAD_HEADS = (
    "滨江", "黄葛", "茶花", "合建", "光明", "石坪", "望江", "青枫", "渡口", "红砖", "书院", "金竹", "梨树", "云岭",
    "新桥", "纺织", "建设", "团结", "和平", "五园", "香缇", "桂花", "石龙", "柏林", "长堤", "沙湾", "铁山", "银杏",
    "百步", "杨柳", "白鹤", "清泉", "龙洲", "马王", "大江", "花溪", "工农", "文昌", "莲池", "竹园", "枣园", "观音",
    "回龙", "土桥", "王家", "陈家", "鱼洞", "凤鸣", "翠屏", "盐井", "高石", "向阳", "胜利", "幸福", "民主", "前进",
)  # fmt: skip
NEW_HEADS = (
    "江畔", "云山", "锦绣", "翡翠", "书香", "半岛", "金色", "水岸", "阳光", "御景", "天逸", "上江", "凤栖", "兰亭", "澜湾",
    "栖云", "城市", "丽景", "山水", "雍江",
)  # fmt: skip
NEW_TAILS = ("华府", "花园", "名都", "雅苑", "豪庭", "学府", "春天", "国际", "新城", "苑")
OLD_HEADS = (
    "棉纺厂", "机修厂", "船厂", "造纸厂", "水泥厂", "粮油公司", "轮渡公司", "区建司", "仪表厂", "供销社", "玻纤厂", "印刷厂",
    "搬运社", "食品厂", "五金厂", "汽修厂",
)  # fmt: skip
YARD_TAILS = ("家属院", "职工宿舍", "生活区")
OPEN_HEADS = (
    "正街",
    "前街",
    "后街",
    "码头",
    "石梯",
    "坡坡",
    "井巷",
    "大院",
    "菜园",
    "堰塘",
    "槽房",
    "磨坊",
)
RESETTLED = ("安居苑", "和顺家园", "康居苑", "新民家园", "惠民苑", "同乐家园", "兴隆苑", "福安家园", "广厦苑")
COMPANIES = (
    "融汇物业", "渝安物业", "江城物业", "康居物业", "锦程物业", "佳园物业", "同心物业", "启明物业", "瑞景物业", "恒信物业",
)  # fmt: skip


def estate_namer(rng: np.random.Generator) -> "EstateNamer":
    """A source of estate names in which none comes twice."""
    return EstateNamer(rng)


class EstateNamer:
    """Hands out estate names by style, none twice."""

    def __init__(self, rng: np.random.Generator) -> None:
        pairs = [head + tail for head in NEW_HEADS for tail in NEW_TAILS]
        yards = [head + tail for tail in YARD_TAILS for head in OLD_HEADS]
        self._left = {
            "new": [pairs[at] for at in rng.permutation(len(pairs))],
            "yard": [yards[at] for at in rng.permutation(len(yards))],
            "row": [f"{head}新村" for head in ROAD_HEADS[4:]],
            "open": [f"{head}片区" for head in OPEN_HEADS],
            "resettled": list(RESETTLED),
        }

    def take(self, style: str) -> str:
        """The next name for an estate of this style."""
        name: str = self._left[style if style in self._left else "new"].pop(0)
        return name


def road_names(classes: dict[int, str], lengths_m: dict[int, float]) -> dict[int, str]:
    """Name roads by number: avenues and roads for the long ones, streets and lanes for the short."""
    tails = {
        "primary": ("大道", "路"),
        "secondary": ("路",),
        "tertiary": ("路", "街"),
        "residential": ("巷", "支路"),
    }
    names: dict[int, str] = {}
    used: set[str] = set()
    for number in sorted(classes, key=lambda road: -lengths_m[road]):
        for turn in range(len(ROAD_HEADS) * 4):
            head = ROAD_HEADS[(len(used) + turn) % len(ROAD_HEADS)]
            choice = tails.get(classes[number], ("小路",))
            name = head + choice[(len(used) // len(ROAD_HEADS) + turn // len(ROAD_HEADS)) % len(choice)]
            if name in used:
                name = f"{head}{'一二三四五六七八九'[turn % 9]}{choice[-1]}"
            if name not in used:
                break
        used.add(name)
        names[number] = name
    return names
