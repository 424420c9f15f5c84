/// Parts of synthetic names and places. None is anybody's.
enum Names {
    static let surnames = Array(
        "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤")
    static let given = Array("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰萍红梅国庆建文斌宁凤琴春林海燕志永生贵福成荣龙山川雪云岩松柏青莲菊香翠珍宝金银花春秋冬晨曦")
    static let mongolian = [
        "巴特尔", "乌云其木格", "斯琴高娃", "其其格", "额尔敦", "那日苏", "苏日娜", "萨仁", "哈斯", "宝音", "阿拉坦", "娜仁",
        "布和", "朝鲁", "格日勒", "图雅", "敖日格勒", "孟和", "呼斯楞", "莎日娜",
    ]
    static let villagesIM = ["东沙拉嘎查", "西沙拉嘎查", "白音塔拉村", "哈日诺尔嘎查", "红旗村", "新立村"]
    static let villagesNX = ["杨家塬村", "马家沟村", "北台村", "清水湾村", "上庄村", "河沿村"]
    static let groups = ["一组", "二组", "三组", "四组"]
    static let bankNames = ["a": "示范商业银行", "b": "示范农村信用社"]
}

/// The sandbox's own making and checking of numbers.
enum Numbers {
    private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    private static let checks = Array("10X98765432")

    /// Appends the check character of GB 11643 to 17 digits.
    static func identity(_ body: String) -> String {
        let sum = zip(body.utf8, weights).reduce(0) { $0 + Int($1.0 - 48) * $1.1 }
        return body + String(checks[sum % 11])
    }

    /// The form of before 1999: without the century and the check character.
    static func legacy(_ id: String) -> String {
        String(id.prefix(6)) + String(id.dropFirst(8).dropLast(1))
    }

    /// A wrong check character on a right body.
    static func damaged(_ id: String) -> String {
        String(id.dropLast()) + (id.hasSuffix("1") ? "2" : "1")
    }

    /// Appends the Luhn digit.
    static func card(_ body: String) -> String {
        var sum = 0
        for (offset, digit) in body.utf8.reversed().enumerated() {
            let value = Int(digit - 48) * (offset % 2 == 0 ? 2 : 1)
            sum += value > 9 ? value - 9 : value
        }
        return body + String((10 - sum % 10) % 10)
    }

    /// Quantity in hundredths times rate in ten-thousandths of a yuan, rounded half up to fen.
    static func amount(hundredths: Int64, rate: Int64) -> Int64 { (hundredths * rate + 5_000) / 10_000 }

    /// Exact decimal text of a number of 10^-`places`, without trailing zeros beyond `keep` places.
    static func decimal(_ value: Int64, places: Int, keep: Int) -> String {
        let text = digits(value, places + 1)
        var fraction = text.suffix(places)
        while fraction.count > keep, fraction.last == "0" { fraction.removeLast() }
        return text.dropLast(places) + (fraction.isEmpty ? "" : "." + fraction)
    }
}
