"""Chinese clauses for exact operations."""

from typing import Final

from core.exact_words import looks, meanings
from core.exact_words.quantities import AMOUNT, COLOUR, DECIMAL, PERCENT, REGION, SHAPE, SIZE
from core.exact_words.rules import FORMATS, Rule, alone, canvas, look, together
from core.operations import ClearBackground, Grayscale, Pixelate, Resize, Rotate, RoundCorners, StripMetadata

_OBJECT: Final = r"(?:(?:这|那|整|两|所有|全部|这些|每)?(?:张|个|幅|些)?的?(?:图片|照片|图像|画面|相片|截图|图|画)|它们?|全部|整体|第[一二三四五\d]张(?:图片?)?)"
_TAKE: Final = rf"(?:(?:把|将|给|对|让)?{_OBJECT}(?:都|整体|的)?)?"
_INTO: Final = r"(?:换?成|到|为|至|作)"
_TURN: Final = rf"(?:(?:变|改|转|转换|调|调整|弄|做|处理|设置?|换){_INTO}?)"
_SOME: Final = r"(?:一?[点些]儿?|一下|很多|得多|一点点)"
_MORE: Final = r"(?:更加?|再|稍微?|略微?|稍稍|大幅|轻微)"
_WAY: Final = r"(?:向|往|朝)?(?:左|右)边?|逆时针|顺时针"
_NUMBER: Final = r"(?:-?\d{1,4}(?:\.\d{1,2})?|[一二三四五六七八九十百]{1,5})"
_FORMAT: Final = rf"\.?(?P<format>{'|'.join(sorted(FORMATS, key=len, reverse=True))})(?:格式|文件|图片)?"
_BYTES: Final = r"(?P<value>\d{1,5}(?:\.\d{1,3})?)\s?(?P<unit>[km]|兆)b?"
_LINE_WORD: Final = rf"(?:粗|细|宽|窄|的|{AMOUNT}(?:宽|粗)?|{COLOUR})"
_QUALITY: Final = r"(?:亮度|对比度|饱和度|色温|暖色)"
_SHARE: Final = r"(?P<share>\d{1,3}(?:\.\d{1,2})?)\s?%"

CHINESE_CANVAS: Final[tuple[Rule, ...]] = (
    canvas(
        rf"{_TAKE}(?P<smart>智能|居中|从中间|从中心)?(?:地)?(?:裁剪|裁切|剪裁|剪切|裁|剪){_INTO}?(?:一个|一张)?(?P<shape>{SHAPE})(?:的?(?:比例|形状|图片?|画幅)|的)?"
        r"(?:[,，]?(?P<how>居中|保留(?:左|右|上|下|顶|底|中)(?:边|面|部|间)))?",
        meanings.crop_to,
    ),
    canvas(
        rf"{_TAKE}(?:比例|画幅)?(?:变|改|调|调整|设|做|弄){_INTO}(?:一个|一张)?(?P<shape>{SHAPE})(?:的?(?:比例|画幅|图片?))?",
        meanings.crop_to,
    ),
    canvas(
        rf"{_TAKE}(?:只保留|只留下?|只要|裁剪?出|裁剪?到|截取|裁剪?{_INTO})(?P<region>{REGION})",
        meanings.crop_region,
    ),
    canvas(
        rf"{_TAKE}(?:裁剪?掉|裁去|切掉|剪掉|去掉)(?P<side>(?:左|右|上|下|顶|底|四)[边面部侧方周]?)(?:的)?(?P<amount>{AMOUNT})",
        meanings.crop_edges,
    ),
    canvas(
        rf"(?:把)?(?P<side>(?:左|右|上|下|顶|底|四)[边面部侧方周])(?:裁剪?掉|裁去|切掉|剪掉)(?P<amount>{AMOUNT})",
        meanings.crop_edges,
    ),
    canvas(rf"{_TAKE}(?:裁剪?掉|裁去|切掉|剪掉)(?P<region>{REGION})", meanings.crop_away),
    canvas(rf"{_TAKE}(?:改|调整?|缩放|放大|缩小){_INTO}(?P<screen>4k|2k|1080p|720p)", meanings.resize_screen),
    canvas(
        rf"(?:{_TAKE}|把|将)(?:(?:调整|修改|改变|改|更改|设置)?(?:尺寸|大小|分辨率)?(?:缩放|缩小|放大|调整|改|调|设|变|拉伸){_INTO}?)(?P<size>{SIZE})(?:以内|之内)?(?:像素)?",
        meanings.resize,
    ),
    canvas(
        rf"{_TAKE}(?:等比)?(?:缩放|缩小|放大|调整大小){_INTO}(?:原来的?|原图的?)?(?P<percent>{PERCENT})",
        meanings.resize_share,
    ),
    canvas(
        rf"{_TAKE}(?:等比)?缩小(?:{_INTO}(?:原来的?)?)?一半|{_TAKE}尺寸减半", lambda _: Resize(percent=50)
    ),
    canvas(
        rf"{_TAKE}(?:等比)?放大(?:{_INTO}(?:原来的?)?)?(?:一倍|两倍|2倍|二倍)", lambda _: Resize(percent=200)
    ),
    canvas(
        rf"{_TAKE}(?:缩放|缩小|放大|调整|改|调|设)?{_INTO}?(?:宽|高)度?(?:改|调|缩放|设)?{_INTO}?(?P<value>\d{{2,5}})(?:px|像素)",
        meanings.resize_side,
    ),
    canvas(
        rf"{_TAKE}(?:裁剪?|缩放|调整|改|做|适配|适合)(?:大小|尺寸)?{_INTO}?(?:适合)?(?:一个|一张)?(?:(?P<phone_wallpaper>手机壁纸|锁屏壁纸)|(?P<wallpaper>(?:电脑|桌面)?壁纸)"
        r"|(?P<banner>横幅|封面图?)|(?P<sticker>贴纸|贴图)|(?P<emoji>表情|emoji)|(?P<avatar>头像)|(?P<story>故事|快拍|story)|(?P<open_graph>分享图|预览图|og图?))"
        r"(?:的?(?:尺寸|大小))",
        meanings.fit,
    ),
    canvas(rf"(?P<way>{_WAY})?旋转(?P<degrees>{_NUMBER})(?:°|度)", meanings.rotate),
    look(
        rf"{_TAKE}(?P<way>{_WAY})?(?:旋转|转|转动)(?P<way2>{_WAY})?(?P<degrees>{_NUMBER})(?:°|度)(?P<way3>{_WAY})?",
        meanings.rotate,
    ),
    look(rf"{_TAKE}(?P<way>{_WAY})旋转(?:一下)?", meanings.quarter),
    look(rf"{_TAKE}旋转(?:一下)?|旋转{_OBJECT}", meanings.quarter),
    look(
        rf"{_TAKE}(?P<way>{_WAY})?(?:拉直|校正|摆正)(?P<way2>{_WAY})?(?P<degrees>{_NUMBER})(?:°|度)",
        meanings.straighten,
    ),
    look(rf"{_TAKE}(?:倒过来|颠倒过来|上下颠倒|倒转)", lambda _: Rotate(180)),
    look(
        rf"{_TAKE}(?:(?:水平|左右|垂直|上下|镜像)(?:地)?(?:翻转|镜像|对调)|做?镜像(?:翻转)?|翻转)(?:过来)?|翻转{_OBJECT}",
        meanings.flip,
    ),
    canvas(rf"{_TAKE}(?:填充|补边|加边|补|垫){_INTO}(?P<shape>{SHAPE})", meanings.pad),
    canvas(
        rf"{_TAKE}(?:四周)?(?:加上?|添加|增加|留)(?:一?[些点])?(?P<amount>{AMOUNT})?(?:的)?(?P<colour>{COLOUR})?(?:的)?(?:留白|内边距|边距|空白边)|四周留白",
        meanings.pad,
    ),
    canvas(
        rf"{_TAKE}(?:四周)?(?:加上?|添加|增加|套上?|来)(?:一?[个圈条层道])?{_LINE_WORD}{{0,4}}(?:边框|描边)|{_TAKE}(?:四周)?加(?:一?[个圈条])?[白黑红]色?边",
        meanings.border,
    ),
    look(rf"{_LINE_WORD}{{1,4}}边框", meanings.border),
    canvas(
        rf"{_TAKE}(?:加上?|添加|做|变|改|切|裁)?{_INTO}?(?:一?[个些])?(?P<amount>{AMOUNT})?的?圆角(?:矩形|处理)?",
        meanings.corners,
    ),
    canvas(rf"{_TAKE}加?圆角(?P<amount>{AMOUNT})", meanings.corners),
    canvas(
        rf"{_TAKE}(?:裁剪?|剪裁?|切|做){_INTO}(?:一个)?(?:圆形|圆的?)(?:头像)?|圆形裁剪",
        lambda _: RoundCorners(circle=True),
    ),
    alone(
        rf"{_TAKE}(?:去掉|去除|去|移除|删掉|删除|抠掉|扣掉|清除)(?:纯色|{COLOUR}的?)?背景|把?(?:{_OBJECT}的)?(?:纯色|{COLOUR}的?)?背景(?:去掉|去除|移除|删掉|删除|抠掉)"
        rf"|{_TAKE}(?:把)?(?:纯色|{COLOUR}的?)?背景(?:变|改|换|弄|做)?{_INTO}?透明的?|(?:要)?透明背景|抠图|{_TAKE}抠图",
        lambda _: ClearBackground(),
    ),
    canvas(
        rf"{_TAKE}(?:(?:转换?|导出|存|保存|另存|输出|变|改|转存|换){_INTO}|导出|输出|要)(?:一个|一张)?{_FORMAT}(?:[,，]?质量(?:为|是)?(?P<q1>\d{{1,3}})%?)?",
        meanings.convert,
    ),
    look(r"(?P<format>png|jpe?g|webp)格式", meanings.convert),
    canvas(rf"(?:{_TAKE}|jpe?g)?质量(?:调|改|降|降低|设|设置)?{_INTO}(?P<q1>\d{{1,3}})%?", meanings.convert),
    canvas(
        rf"{_TAKE}(?:压缩|压|缩小|减小|控制)(?:文件大小|体积|大小)?(?:{_INTO}|在|小于|不超过|低于)?{_BYTES}(?:以内|以下|之内|之下|内|左右)?",
        meanings.compress,
    ),
    canvas(
        rf"(?:文件大小|体积|大小)?(?:小于|不超过|低于|控制在){_BYTES}(?:以内|以下|之内)?", meanings.compress
    ),
    canvas(rf"{_TAKE}(?:压缩|减小)(?:一下)?(?:文件大小|体积)?|压缩{_OBJECT}", meanings.compress),
    canvas(
        rf"{_TAKE}(?:去掉|去除|删掉|删除|清除|移除|抹掉|擦除|清空)(?:所有|全部)?的?(?:元数据|exif(?:信息|数据)?|位置(?:信息|数据)?|定位信息|拍摄信息|gps(?:信息|数据)?|地理位置(?:信息)?)",
        lambda _: StripMetadata(),
    ),
    together(
        rf"(?:把|用|将)?(?:{_OBJECT}|这几张图?片?|这些图?片?|几张图)?(?:都|一起)?(?:做|合|合并|合成|拼|制作|变|弄|生成|转){_INTO}?(?:一?[个张])?(?:gif|动图|动画)(?:图|动图)?"
        rf"(?:[,，]?每[张帧](?P<seconds>{DECIMAL})秒)?",
        meanings.animate,
    ),
    together(
        rf"(?:把|将)?(?:{_OBJECT}|这几张图?片?|这些图?片?|几张图)?(?:都|一起)?(?:拼|合并|排|排列|拼接|做|合|放){_INTO}?(?:在)?(?:一个|个|一幅|(?=一张))?(?:(?P<columns>[一二两三四五\d])列的?)?"
        r"(?:\d[x×]\d)?的?(?:九宫格|宫格|网格|格子|拼图|一起|长图|并排|一排|一张图?片?)",
        meanings.grid,
    ),
    together(
        rf"(?:把|将)?(?:{_OBJECT}|这几张图?片?)?(?:左右|上下|横向|纵向|竖着|横着)?(?:拼接|拼起来|拼在一起|并排(?:放|排列)?)|拼图",
        meanings.grid,
    ),
)

CHINESE_LOOKS: Final[tuple[Rule, ...]] = (
    look(
        rf"{_TAKE}{_TURN}?(?:黑白|灰度|单色)(?:的|照片?|图片?|色|效果|模式)?|{_TAKE}(?:去色|去掉颜色|去除颜色)",
        lambda _: Grayscale(),
    ),
    look(
        rf"{_TAKE}(?:{_MORE}|调|变|弄|提|加|压|降|整体|亮度)*(?:明亮|亮|暗|暖|鲜艳)(?:度)?(?:{_SOME}|{_SHARE})?",
        looks.adjust,
    ),
    alone(rf"(?:{_OBJECT})?(?:有点儿?|太)(?P<excess>暗|亮|黑)了?", looks.relieve),
    look(rf"{_TAKE}(?:亮度|对比度|饱和度)[+-](?P<share>\d{{1,3}})%?", looks.adjust),
    look(rf"{_TAKE}(?:颜色|色彩)(?:{_MORE}|调|变)*鲜艳(?:{_SOME})?", looks.adjust),
    look(rf"{_TAKE}色调(?:{_MORE}|调|变)*(?:暖|冷)(?:{_SOME})?", looks.adjust),
    look(
        rf"{_TAKE}(?:{_MORE})?(?:提高|增加|加大|加强|增强|调高|提升|降低|减少|减弱|减小|调低){_SOME}?{_QUALITY}(?:{_SOME}|{_SHARE})?",
        looks.adjust,
    ),
    look(
        rf"{_TAKE}{_QUALITY}(?:{_MORE})?(?:提高|增加|加大|加强|增强|调高|提升|降低|减少|减弱|减小|调低|高|低|强|弱)(?:了)?(?:{_SOME}|{_SHARE})?",
        looks.adjust,
    ),
    look(rf"{_TAKE}(?:整体|整张|全部|{_MORE}|变|弄|高斯)*模糊(?:化|{_SOME}|处理)?", looks.blur),
    look(
        rf"(?:把|将|给)?(?:{_OBJECT}的)?(?P<region>{REGION})(?:[和与跟](?P<region2>{REGION}))?(?:都)?(?:弄|变)?模糊(?:掉|处理|化|一下)?",
        looks.blur_regions,
    ),
    look(
        rf"(?:弄|变)?模糊(?:掉)?(?:{_OBJECT}的)?(?P<region>{REGION})(?:[和与跟](?P<region2>{REGION}))?",
        looks.blur_regions,
    ),
    look(rf"{_TAKE}(?:{_MORE})?锐化(?:{_SOME}|处理)?", looks.sharpen),
    look(
        rf"(?:把|将|给|在|对)?(?:{_OBJECT}的)?(?P<region>{REGION})(?:的(?:人)?脸部?)?(?:都)?(?:打(?:上)?(?:个)?(?:马赛克|码)|加(?:上)?马赛克|马赛克|像素化)(?:处理|一下)?"
        rf"",
        looks.pixelate_regions,
    ),
    look(
        rf"(?:马赛克|像素化)(?:掉)?(?P<region>{REGION})",
        looks.pixelate_regions,
    ),
    look(
        rf"(?:把|将|给)?(?:{_OBJECT}(?:整体)?(?:像素化|打(?:上)?(?:马赛克|码))|像素化)(?:处理)?",
        lambda _: Pixelate(),
    ),
    canvas(
        rf"(?:把|将)?(?:{_OBJECT}(?:里|中|上)?的?)?(?:所有的?|全部的?)?(?P<old>{COLOUR})(?:都|的地方|部分|的部分)?(?:全部)?(?:(?:换|改|变|替换|改变)?(?:成|为|->|=>|→)|变)(?P<new>{COLOUR})"
        r"(?:[,，]?容差(?:为)?(?P<tolerance>\d{1,3})%?)?",
        looks.recolour,
    ),
)
