"""The words that the painter knows, English and Chinese.

Each table maps a value to its words. English nouns stand in the singular; plurals are found by rule.
Several words make a phrase; the longest match wins.
"""

from collections.abc import Mapping

NOUNS: Mapping[str, str] = {
    # in the sky
    "sun": "sun|sunshine|太阳|阳光|日头",
    "moon": "moon|full moon|crescent|moonlight|月亮|月光|明月|圆月|弯月",
    "stars": "star|starry sky|milky way|galaxy|星星|星空|繁星|银河|群星",
    "cloud": "cloud|云|云朵|白云|云彩",
    "rainbow": "rainbow|彩虹",
    "bird": "bird|seagull|gull|swallow|eagle|crow|小鸟|鸟儿|鸟|海鸥|燕子|老鹰|乌鸦",
    "butterfly": "butterfly|蝴蝶",
    "balloon": "hot air balloon|hot-air balloon|balloon|热气球|气球",
    "kite": "kite|风筝",
    "plane": "plane|airplane|aeroplane|aircraft|飞机",
    "rocket": "rocket|spaceship|spacecraft|火箭|飞船",
    "planet": "planet|saturn|mars|jupiter|行星|星球|土星|火星",
    "comet": "comet|shooting star|meteor|流星|彗星",
    "lantern": "lantern|sky lantern|灯笼|孔明灯|天灯",
    "firework": "firework|烟花|烟火",
    # on the horizon
    "mountains": "mountain|snowy mountain|snow-capped mountain|snow capped mountain|snowcapped mountain|mountain range|peak|alp|snowy peak|山|雪山|高山|大山|群山|山脉|山峰",
    "hills": "hill|rolling hills|hillside|山丘|小山|丘陵|山坡",
    "volcano": "volcano|mount fuji|fuji|火山|富士山",
    "city": "city|skyline|skyscraper|town|downtown|cityscape|城市|都市|高楼|摩天大楼|城镇|大楼",
    "forest": "forest|wood|woods|woodland|jungle|森林|树林|丛林",
    "island": "island|小岛|岛屿|海岛|岛",
    # on land
    "tree": "tree|oak|maple|apple tree|树|大树|小树|树木|枫树",
    "pine": "pine tree|pine|fir|fir tree|spruce|christmas tree|松树|圣诞树|杉树",
    "palm": "palm tree|palm|coconut tree|棕榈树|椰子树|椰树|棕榈",
    "willow": "willow tree|willow|柳树|杨柳|垂柳",
    "blossom": "cherry blossom|cherry tree|blossom tree|sakura|樱花树|樱花|桃花|梅花",
    "bamboo": "bamboo|竹子|竹林|竹",
    "cactus": "cactus|cacti|仙人掌",
    "bush": "bush|shrub|hedge|灌木|草丛",
    "flower": "flower|rose|tulip|daisy|poppy|花|花朵|鲜花|玫瑰|郁金香|小花|野花",
    "sunflower": "sunflower|向日葵",
    "mushroom": "mushroom|toadstool|蘑菇",
    "rock": "rock|stone|boulder|岩石|石头|礁石",
    "house": "house|village|hamlet|home|cottage|hut|cabin|barn|房子|小屋|房屋|木屋|屋子|农舍|村庄|村子|小村|村落|家",
    "castle": "castle|palace|fortress|城堡|宫殿",
    "tower": "tower|塔楼|高塔",
    "pagoda": "pagoda|temple|shrine|宝塔|寺庙|庙|塔|亭子|凉亭",
    "lighthouse": "lighthouse|灯塔",
    "windmill": "windmill|风车",
    "church": "church|chapel|cathedral|教堂",
    "tent": "tent|camp|帐篷",
    "fence": "fence|栅栏|篱笆",
    "bridge": "bridge|桥梁|小桥|石桥|桥",
    "bench": "bench|长椅|长凳",
    "lamp": "lamp|street lamp|streetlight|lamp post|路灯|街灯|灯",
    "fire": "campfire|bonfire|fire|篝火|营火|火堆",
    "car": "car|automobile|taxi|truck|van|汽车|小汽车|轿车|卡车|车子|车",
    "bicycle": "bicycle|bike|自行车|单车",
    "train": "train|locomotive|火车|列车",
    "cat": "cat|kitten|kitty|猫|小猫|猫咪",
    "dog": "dog|puppy|狗|小狗|狗狗",
    "horse": "horse|pony|马|小马|骏马",
    "cow": "cow|bull|ox|奶牛|牛",
    "sheep": "sheep|lamb|绵羊|小羊|羊",
    "rabbit": "rabbit|bunny|hare|兔子|小兔子|小兔|兔",
    "fox": "fox|狐狸",
    "deer": "deer|stag|reindeer|鹿|梅花鹿|小鹿",
    "panda": "panda|熊猫|大熊猫",
    "bear": "bear|熊|小熊|狗熊",
    "elephant": "elephant|大象|小象",
    "pig": "pig|piglet|猪|小猪",
    "chicken": "chicken|hen|rooster|鸡|小鸡|母鸡|公鸡",
    "owl": "owl|猫头鹰",
    "penguin": "penguin|企鹅",
    "turtle": "turtle|tortoise|乌龟|海龟",
    "person": "person|people|man|men|woman|women|child|children|kid|boy|girl|figure|couple|farmer|hiker|"
    "人|行人|小孩|孩子|男孩|女孩|男人|女人|人物|人们|姑娘|老人",
    "snowman": "snowman|snowmen|雪人",
    "umbrella": "umbrella|parasol|雨伞|伞|太阳伞",
    # on or in water
    "boat": "boat|sailboat|sailing boat|sail boat|yacht|rowboat|帆船|小船|渔船|小舟|船只|船|舟",
    "ship": "ship|steamer|ferry|cruise ship|轮船|大船|邮轮|渡轮",
    "whale": "whale|鲸鱼|鲸",
    "dolphin": "dolphin|海豚",
    "fish": "fish|goldfish|鱼|小鱼|金鱼|鱼儿",
    "duck": "duck|duckling|鸭子|小鸭|鸭",
    "swan": "swan|天鹅",
    "lotus": "lotus|water lily|lily pad|荷花|莲花|睡莲|荷叶",
}

GROUND_WORDS: Mapping[str, str] = {
    "sea": "sea|ocean|wave|bay|harbour|harbor|seaside|大海|海洋|海浪|海面|港湾|海边|海上|海",
    "beach": "beach|shore|coast|seashore|沙滩|海滩|海岸",
    "lake": "lake|pond|reflection|西湖|湖泊|湖面|湖边|池塘|湖水|湖",
    "river": "river|stream|brook|creek|河流|小河|河边|小溪|溪流|江|河",
    "desert": "desert|dune|sahara|沙漠|沙丘",
    "meadow": "meadow|field|grass|lawn|countryside|garden|park|farm|草地|草原|田野|花园|公园|乡村|农场|草坪|田园",
    "street": "street|road|avenue|街道|马路|大街|道路|街",
    "space": "space|outer space|universe|cosmos|太空|宇宙",
    "underwater": "underwater|under the sea|under water|seabed|coral reef|海底|水下|水底",
    "abstract": "abstract|pattern|抽象|图案",
}

TIME_WORDS: Mapping[str, str] = {
    "dawn": "dawn|sunrise|daybreak|morning|early morning|黎明|日出|清晨|早晨|早上|拂晓|天亮",
    "day": "day|daytime|daylight|noon|midday|afternoon|白天|中午|正午|下午|白昼",
    "sunset": "sunset|dusk|evening|golden hour|twilight|日落|黄昏|傍晚|夕阳|晚霞|落日",
    "night": "night|nighttime|midnight|night time|nightfall|夜晚|晚上|黑夜|深夜|夜里|夜间|夜景|月夜|夜色|夜",
}

SEASON_WORDS: Mapping[str, str] = {
    "spring": "spring|springtime|春天|春季|春日|春",
    "summer": "summer|summertime|夏天|夏季|夏日|夏",
    "autumn": "autumn|fall|autumnal|秋天|秋季|秋日|秋",
    "winter": "winter|wintertime|wintry|冬天|冬季|冬日|冬",
}

WEATHER_WORDS: Mapping[str, str] = {
    "rain": "rain|rainy|raining|drizzle|shower|下雨|雨天|大雨|小雨|雨",
    "snow": "snow|snowy|snowing|snowfall|snowflake|下雪|雪天|大雪|雪花|雪景|雪",
    "storm": "storm|stormy|thunderstorm|lightning|thunder|暴风雨|雷雨|闪电|打雷|暴雨|雷电",
    "fog": "fog|foggy|mist|misty|haze|大雾|雾气|薄雾|起雾|雾",
    "overcast": "overcast|cloudy|grey sky|gray sky|阴天|多云",
    "clear": "clear|sunny|cloudless|晴天|晴朗|天晴|放晴",
}

STYLE_WORDS: Mapping[str, str] = {
    "flat": "flat|vector|minimalist|minimal|simple style|flat style|flat design|扁平风格|扁平|极简|简约",
    "watercolour": "watercolour|watercolor|aquarelle|watercolour painting|watercolor painting|水彩画|水彩风格|水彩",
    "oil": "oil|oil painting|oil paint|impressionist|van gogh|painterly|油画|油画风格|印象派",
    "pixel": "pixel art|pixel|pixels|pixelated|8-bit|8 bit|16-bit|像素画|像素风格|像素风|像素",
    "sketch": "sketch|pencil|pencil drawing|pencil sketch|line drawing|drawing|charcoal|素描|铅笔画|线稿|速写",
    "ink": "ink|ink painting|ink wash|ink drawing|sumi-e|chinese painting|水墨画|水墨风格|水墨|国画|中国画",
    "poster": "poster|retro|vintage|retro poster|vintage poster|travel poster|screen print|海报|复古|复古海报|版画",
    "neon": "neon|cyberpunk|synthwave|vaporwave|neon lights|霓虹|赛博朋克|霓虹风格",
    "papercut": "paper cut|papercut|paper-cut|paper cutout|cut paper|paper craft|剪纸|剪纸风格|纸艺|折纸",
}

LOOK_WORDS: Mapping[str, str] = {
    "mono": "black and white|black-and-white|black & white|monochrome|greyscale|grayscale|b&w|黑白|灰度|黑白照片",
    "sepia": "sepia|old photo|老照片|怀旧|泛黄",
    "warm": "warm|warmer|warm colours|warm colors|暖色|暖一点|温暖|暖色调|更暖",
    "cool": "cool|cooler|colder|cold colours|cold colors|冷色|冷一点|冷色调|更冷",
    "bright": "bright|brighter|lighter|brighten|亮一点|更亮|明亮|变亮|调亮|提亮",
    "dark": "dark|darker|darken|dim|暗一点|更暗|变暗|调暗|昏暗",
    "contrast": "contrast|more contrast|higher contrast|contrasty|对比度|高对比|对比强",
    "soft": "less contrast|lower contrast|softer|faded|低对比|柔和|淡一点",
    "vivid": "vivid|saturated|more saturated|colourful|colorful|more colour|more color|vibrant|鲜艳|艳丽|饱和",
    "muted": "muted|desaturated|less saturated|pastel|淡雅|低饱和|素雅",
    "blur": "blur|blurry|blurred|out of focus|模糊|虚化",
    "sharp": "sharp|sharper|sharpen|crisp|锐化|清晰|更清晰",
    "posterise": "posterise|posterize|posterised|posterized|posterization|色调分离|色块",
    "vignette": "vignette|暗角|晕影",
    "invert": "invert|inverted|negative|反色|底片|负片",
    "mirror": "mirror|mirrored|flip|flipped|镜像|左右翻转|翻转",
    "grain": "grain|film grain|grainy|颗粒|胶片",
}

COLOURS: Mapping[str, str] = {
    "#d23b34": "red|scarlet|红色|红|大红|鲜红",
    "#9e1f2f": "crimson|dark red|maroon|深红|暗红|酒红",
    "#ee8a2e": "orange|橙色|橘色|橙|橘红",
    "#f2c53d": "yellow|golden yellow|黄色|黄",
    "#d9a441": "gold|golden|金色|金",
    "#4f9d4a": "green|绿色|绿",
    "#2c6b3f": "dark green|深绿|墨绿",
    "#8cc63f": "lime|light green|浅绿|嫩绿|翠绿",
    "#2f9c95": "teal|turquoise|cyan|青色|青|蓝绿",
    "#3471c8": "blue|蓝色|蓝",
    "#1f3a78": "dark blue|navy|navy blue|深蓝|藏青",
    "#7cb8ea": "light blue|sky blue|浅蓝|天蓝|淡蓝",
    "#7a4fb5": "purple|violet|紫色|紫",
    "#b79be0": "lavender|lilac|淡紫|薰衣草色",
    "#e87aa6": "pink|粉色|粉红|粉红色|粉",
    "#c2388f": "magenta|品红|洋红",
    "#8a5a36": "brown|棕色|褐色|咖啡色",
    "#e6d3b1": "beige|cream|米色|奶油色",
    "#f7f5ef": "white|白色|白",
    "#2a2a2e": "black|黑色|黑",
    "#8d9299": "grey|gray|灰色|灰",
    "#c4c9cf": "silver|银色|银",
}

SKY_PARTS: Mapping[str, str] = {
    "sky": "sky|天空|天",
    "water": "water|水面|水",
    "ground": "ground|floor|地面|土地",
    "background": "background|backdrop|背景",
}

COUNT_WORDS: Mapping[str, str] = {
    "1": "a|an|one|single|lone|lonely|another|一|一个|孤独|单独",
    "2": "two|a pair of|pair of|a couple of|both|twin|两|二|双|一对|两个",
    "3": "three|a few|some|several|三|几|一些|几个",
    "4": "four|四",
    "5": "five|many|lots of|a lot of|五|许多|很多|好多|一群|群|一片",
    "6": "six|half a dozen|六",
    "7": "seven|七",
    "8": "eight|八",
    "9": "nine|九",
    "10": "ten|十",
    "12": "a dozen|dozen|十二|一打",
}

POSITION_WORDS: Mapping[str, str] = {
    "left": "left|leftwards|left side|on the left|to the left|左边|左侧|左面|左|向左|往左",
    "right": "right|rightwards|right side|on the right|to the right|右边|右侧|右面|右|向右|往右",
    "centre": "centre|center|middle|in the middle|中间|中央|正中|居中|中心",
    "near": "near|close|closer|foreground|in front|in the foreground|nearer|前面|前景|近处|近一点|近",
    "far": "far|distant|in the distance|background far|far away|farther|further|further away|远处|远方|远一点|远",
    "up": "up|higher|above|top|at the top|上方|顶部|上面|向上|往上|上移|高一点",
    "down": "down|lower|below|bottom|at the bottom|下方|底部|下面|向下|往下|下移|低一点",
}

SIZE_WORDS: Mapping[str, str] = {
    "2.0": "huge|giant|enormous|gigantic|massive|巨大|超大|巨型|特大",
    "1.5": "large|big|tall|great|大|高大|大型|大大",
    "1.45": "bigger|larger|taller|enlarge|bigger and bigger|变大|更大|大一点|大一些|放大|大点",
    "0.65": "small|little|short|小|小型|小小",
    "0.69": "smaller|shrink|shorter|变小|更小|小一点|小一些|缩小|小点",
    "0.45": "tiny|miniature|微小|极小|迷你",
}

VERBS: Mapping[str, str] = {
    "remove": "remove|delete|erase|take away|take out|get rid of|drop|hide|clear away|去掉|删掉|删除|移除|去除|拿掉|擦掉|移走",
    "without": "no|without|not|don't|dont|stop|except|没有|不要|无|别|不带|不画",
    "add": "add|put|insert|include|plus|more|give|draw|paint in|with|加|添加|加上|增加|加入|添|多|再来|再画|再加|来|放|放到|放在|画上|有|带",
    "fewer": "fewer|less|少|少一点|减少",
    "replace": "replace|swap|substitute|exchange|换|替换|换掉",
    "into": "into|become|turn into|with instead|换成|变成|改成|替换成|替换为|变为|改为|成为|成|画成",
    "move": "move|shift|push|slide|移动|移到|移|挪|挪到",
    "make": "make|turn|colour|color|paint|change|set|let|recolour|recolor|把|将|让|使|给|改|变|涂|染",
}

TEXT_WORDS = "text|caption|title|word|words|lettering|sign|saying|says|say|label|that says|文字|字|标题|写着|写上|写|字样"

ALL_WORDS = (
    "it|everything|picture|image|photo|scene|whole|all|this|them|它|图片|画面|照片|整个|全部|这张|这个|图"
)

STOP_WORDS = (
    "the|of|in|on|at|by|from|for|to|is|are|be|being|there|and|or|as|its|his|her|their|my|our|your|i|me|we|you|"
    "please|can|could|would|should|want|like|looking|look|looks|show|showing|create|generate|imagine|image|sketchy|"
    "very|really|so|too|just|also|then|now|style|styled|styles|beautiful|pretty|nice|lovely|cute|cozy|cosy|calm|"
    "peaceful|quiet|gentle|serene|wonderful|amazing|cool-looking|wild|over|under|behind|beside|next|between|through|"
    "along|around|into the|inside|standing|sitting|lying|floating|sailing|flying|swimming|sleeping|walking|"
    "running|shining|growing|full|that|which|who|some more|bit|little bit|slightly|much|again|instead|"
    "side|sides|light|lights|view|landscape|scenery|colour of|color of|version|way|only|time|has|have|having|"
    "的|了|在|和|与|及|上|下|里|中|边|旁|旁边|一下|请|我|你|要|想|想要|画|幅|张|一幅|一张|画一幅|画一张|个|只|条|棵|"
    "朵|座|间|艘|匹|头|位|辆|架|颗|片|群|风格|样子|色|点|些|吧|呢|啊|是|着|得|地|很|最|更|那|这|那个|那里|这里|还|也|"
    "都|就|到|从|为|以|面|处|漂亮|美丽|可爱|好看|宁静|安静|停|飞|站|坐|躺|游|走|跑|天上|水里|地上|风景|景色|景|帮我|帮|能|可以|一座|一棵|一朵|一条|一只|一艘|一匹|一头|一位|一辆|一架|一颗|一间|一轮|轮"
)

BREAKS = ",|.|;|:|!|?|、|，|。|；|：|！|？|and then|然后|并且|并|and|和|以及|\n"
