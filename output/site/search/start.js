found("start",{"terms":["01","гостеи"],"rows":500,"languages":["fi","en","sv","ru"]})
