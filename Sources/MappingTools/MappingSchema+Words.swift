/// What each key is for, as an editor shows it.
extension MappingSchema {
    static let fileWords = [
        "title": "文件的中文名称 · what the document is called",
        "counterpart": "对方 · who the document comes from or goes to",
        "exchange": "业务 · which exchange it belongs to",
        "direction": "in 读入，out 写出，both 两者 · read, written, or both",
        "record": "每行对应的规范记录 · canonical record of a row",
        "head": "首尾行和参数对应的规范记录 · canonical record of header, trailer and parameters",
        "extends": "继承另一个映射文件，只写不同之处 · another mapping that this one differs from",
        "document": "文件怎样切成行和列 · how bytes are cut into rows and columns",
        "fields": "规范字段: 来源列 · canonical field: source",
        "headFields": "表头规范字段: 来源 · fields of the head record",
        "groups": "一行中的几条记录，各写与 fields 不同之处 · several records in one row",
        "ext": "原样留存的项目专有列 · columns kept as they are",
        "ignored": "明知不用的列 · columns that are not used, on purpose",
        "controls": "文件自己声明的笔数、合计，不符则整份拒收 · what the document says of itself",
        "constants": "写出时的固定内容 · fixed texts when writing",
        "because": "检查认为危险而必须如此之处的理由 · why something dangerous must be so",
    ]
    static let documentWords = [
        "format": "格式 · format", "encoding": "编码 · encoding", "newline": "换行 · line ends when writing",
        "delimiter": "分隔符 · separator", "quote": "引号 · quote character",
        "trailingDelimiter": "每行以分隔符结尾 · each line ends in a separator",
        "header": "首行；JSON、XML 中为记录之外的字段 · first line, or fields outside the records",
        "trailer": "尾行 · last line", "recordTag": "明细行第一列的标识 · text that marks a record line",
        "recordLength": "定长记录的字节数 · bytes of one fixed record",
        "records": "记录所在的路径，JSON 用点，XML 用斜线 · where the records are",
        "sheet": "工作表名称 · sheet", "titleRow": "标题所在的行 · row of the titles",
        "titles": "首行与明细之间的一行文字，多为列名 · text of a line between header and rows, mostly titles",
        "columns": "列，依次写 · columns in order",
        "skip": "XLSX 中首个有内容的格是这些文字的行不是记录，如 合计 · rows of a sheet that are no records",
        "limits": "读这种文件最多耗用多少，不写则用通常的上限 · what reading such a document may cost",
    ]
    static let limitWords = [
        "bytes": "文件字节数 · bytes of the document",
        "line": "一行、一个 XML 标签的字节数 · bytes of a line or an XML tag",
        "cell": "一项内容的字节数 · bytes of one value",
        "columns": "列数、JSON 对象的键数、XML 元素的属性数 · columns, keys, attributes",
        "depth": "JSON、XML 的嵌套层数 · nesting",
        "inflated": "工作簿解压后的字节数 · bytes of a workbook once inflated",
        "ratio": "工作簿的压缩比 · how many times a workbook's part may inflate",
        "faults": "逐条列出的有误之处，更多则整份退回 · faults told one by one; a document with more is refused",
    ]
    static let lineWords = [
        "literal": "整行就是这段文字 · the whole line", "tag": "第一列的标识 · text of the first column",
        "columns": "列，依次写 · columns in order",
    ]
    static let columnWords = [
        "name": "列名 · name", "path": "在文件中的名称或路径 · name or path in the document",
        "width": "字节数（按编码） · bytes in the encoding", "pad": "填充字符 · padding", "align": "对齐 · alignment",
        "sign": "\"+\"：不是负数的数写出时带正号 · numbers are written with a plus",
    ]
    static let fieldWords = [
        "from": "来源列；几列时以 / 连接，供代码表用 · source column or columns",
        "as": "转换：yuan、fen、date(yyyyMMdd)、codes(…)、flag(1,0)… · codec",
        "empty": "表示“没有”的文字 · texts that mean no value",
        "unmapped": "未知代码：keep 留空并提示，reject 退回该行 · what to do with an unknown code",
        "unreadable": "读不出：keep 留空并提示，reject 退回该行 · what to do with a text that cannot be read",
        "const": "固定值 · constant", "join": "几列连成一段文字 · columns joined to one text",
        "with": "join 的连接符 · text between joined columns", "slice": "截取第几到第几个字符 · characters from, to",
        "parameter": "由调用者给出 · given by whoever calls", "split": "把一列切开的分隔符 · separator within a column",
        "part": "切开后的第几段，从 1 起 · which piece, from 1", "when": "只在这些列为这些值时读 · only where columns hold these texts",
        "unless": "这些列为这些值时不读 · not where columns hold these texts",
        "required": "这种文件必须有；warn 只提示 · this document cannot do without; warn only tells",
        "equals": "须与另一字段相同 · must equal another field",
    ]
    static let controlWords = [
        "count": "笔数所在的列 · column that states the count", "sum": "合计的字段 · field that is summed",
        "hashTotal": "号码校验合计的字段 · field of a hash total", "equals": "合计所在的列 · column that states the sum",
        "as": "合计的单位 · codec of the stated sum", "where": "只计这些记录 · only records with these values",
        "balance": "期初加它等于期末 · field that leads from the opening to the closing balance",
        "opening": "期初余额所在的列 · column that states the opening balance",
        "closing": "期末余额所在的列 · column that states the closing balance",
        "minus": "这些记录是减 · records that take away",
        "atMost": "最多多少笔 · rows at most", "unique": "不得重复的字段 · field without doubles",
    ]
    static let tableWords = [
        "title": "代码表的中文名称 · what the table is called", "set": "规范代码集 · canonical code set",
        "codes": "对方的代码: 规范代码 · issuer's code: canonical code",
        "prefix": "以此开头: 规范代码 · codes that start so", "contains": "含有此文字: 规范代码 · texts that hold this",
        "writes": "规范代码: 写出哪一个 · which code to write",
    ]
}
